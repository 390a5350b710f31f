# After "About dropout and shortcut in residual block" (https://github.com/bmsookim/wide-resnet.pytorch/issues/3).
# input: 8x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(8, 8, 3, padding=1)
        self.dropout = nn.Dropout2d(p=0.3)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        out = F.relu(self.dropout(self.conv1(x)))
        return self.conv2(out) + x

# expect: TN202 advice 16:22
