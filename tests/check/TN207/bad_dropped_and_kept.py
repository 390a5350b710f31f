# After "Fix dropout implementation" (https://github.com/hypnopump/keras-wrn/pull/2).
# input: 16x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, planes=16, p=0.3):
        super().__init__()
        self.conv1 = nn.Conv2d(planes, planes, 3, padding=1)
        self.conv2 = nn.Conv2d(planes, planes, 3, padding=1)
        self.p = p

    def forward(self, x):
        res = self.conv2(F.relu(self.conv1(F.relu(x))))
        x = F.dropout2d(x, self.p, self.training)
        return x + res

# expect: TN207 warning 17:13
