# input: 1x4x4
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.drop1 = nn.Dropout2d(0.1)
        self.drop2 = nn.Dropout(0.4)
        self.conv2 = nn.Conv2d(2, 2, 2)

    def forward(self, x):
        return self.conv2(self.drop2(self.drop1(self.conv(x))))
# expect: TN213 advice 16:27
