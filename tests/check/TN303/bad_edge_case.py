# After "Handle edge-case of rate==1.0 in Dropout layer." (https://github.com/google/flax/pull/2055).
# input: 8x4x4
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, rate=1.0):
        super().__init__()
        self.conv = nn.Conv2d(8, 4, 1)
        self.drop = nn.Dropout2d(p=rate)

    def forward(self, x):
        return self.drop(torch.relu(self.conv(x))).mean((2, 3))

# expect: TN303 warning 15:16
