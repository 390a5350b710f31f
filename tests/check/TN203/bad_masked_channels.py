# After "About dropout and BN" (https://github.com/enyac-group/single-path-nas/issues/11).
# input: 16x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.depthwise = nn.Conv2d(16, 16, 5, padding=2, groups=16)
        self.drop = nn.Dropout2d(0.6)
        self.bn = nn.BatchNorm2d(16)
        self.project = nn.Conv2d(16, 8, 1)

    def forward(self, x):
        return self.project(F.relu6(self.bn(self.drop(self.depthwise(x)))))

# expect: TN203 warning 17:45
