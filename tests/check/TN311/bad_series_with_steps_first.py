# After "Dropout1d (channel dropout for 1d data)" (https://github.com/pytorch/pytorch/issues/60906).
# input: 96x6
import torch
import torch.nn.functional as F
from torch import nn


class Tracker(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(6, 24)
        self.drop = nn.Dropout1d(0.3)
        self.conv = nn.Conv1d(24, 8, 5)

    def forward(self, x):
        x = self.drop(torch.relu(self.embed(x)))
        return self.conv(x.transpose(1, 2)).mean(2)

# expect: TN311 advice 16:13
