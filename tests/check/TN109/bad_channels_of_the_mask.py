# After "Alter division style to prevent error in python3" (https://github.com/pytorch/vision/pull/127).
import torch
import torch.nn.functional as F
from torch import nn


class Coupling(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.half = width / 2

    def forward(self, x):
        mask = torch.cat([torch.zeros(self.half), torch.ones(self.half)])
        return F.dropout(self.fc(x * mask), 0.1, self.training)

# expect: TN109 error 14:39
# expect: TN109 error 14:62
