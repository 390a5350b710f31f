# After "About dropout and shortcut in residual block" (https://github.com/bmsookim/wide-resnet.pytorch/issues/3).
# input: 4x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, dropout_rate=0.3):
        super().__init__()
        self.conv = nn.Conv2d(4, 4, 3, padding=1)
        self.dropout = nn.Dropout(p=dropout_rate)
        self.bn = nn.BatchNorm2d(4)
        self.shortcut = nn.Sequential(nn.Conv2d(4, 4, 1))

    def forward(self, x):
        out = F.relu(self.bn(self.dropout(self.conv(x))))
        return out + self.shortcut(x)

# expect: TN203 warning 17:30
