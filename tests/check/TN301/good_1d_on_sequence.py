# input: 3x9
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv1d(3, 4, 3)
        self.drop = nn.Dropout1d(0.5)
        self.conv2 = nn.Conv1d(4, 2, 3)

    def forward(self, x):
        return self.conv2(self.drop(self.conv(x)))
