# After "Dropout in Residual connection layer is necessary?" (https://github.com/nihalpasham/optimus/issues/3).
import torch
import torch.nn.functional as F
from torch import nn


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear_1 = nn.Linear(16, 32)
        self.linear_2 = nn.Linear(32, 16)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        return self.dropout(self.linear_2(torch.relu(self.linear_1(x))))


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.feed_forward = FeedForward()
        self.dropout = nn.Dropout(0.1)
        self.norm = nn.LayerNorm(16)

    def forward(self, x):
        return x + self.dropout(self.feed_forward(self.norm(x)))

# expect: TN205 advice 15:16
# expect: TN206 warning 26:20
