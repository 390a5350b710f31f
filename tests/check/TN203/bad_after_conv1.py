# After "The place to add dropout" (https://github.com/xternalz/WideResNet-pytorch/issues/4).
# input: 8x8x8
import torch
import torch.nn.functional as F
from torch import nn


class WideBasic(nn.Module):
    def __init__(self):
        super().__init__()
        self.bn1 = nn.BatchNorm2d(8)
        self.conv1 = nn.Conv2d(8, 8, 3, padding=1)
        self.dropout = nn.Dropout(p=0.3)
        self.bn2 = nn.BatchNorm2d(8)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)

    def forward(self, x):
        out = self.dropout(self.conv1(F.relu(self.bn1(x))))
        out = self.conv2(F.relu(self.bn2(out)))
        return out + x

# expect: TN203 warning 18:15
# expect: TN213 advice 18:15
