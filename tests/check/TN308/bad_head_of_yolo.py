# After "Why dropout layer with p=0.0?" (https://github.com/ultralytics/yolov5/issues/10804).
# input: 16x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Classify(nn.Module):
    def __init__(self, c1=16, c2=10):
        super().__init__()
        self.conv = nn.Conv2d(c1, 32, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.drop = nn.Dropout(p=0.0, inplace=True)
        self.linear = nn.Linear(32, c2)

    def forward(self, x):
        return self.linear(self.drop(self.pool(F.silu(self.conv(x))).flatten(1)))

# expect: TN308 advice 13:34
