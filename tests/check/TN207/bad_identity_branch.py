# After "modification to resnet_model.py and resnet_main.py" (https://github.com/tensorflow/models/pull/1457).
# input: 8x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(8, 8, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(8)
        self.drop = nn.Dropout2d(0.1)

    def forward(self, x):
        shortcut = self.drop(x)
        out = F.relu(self.bn1(self.conv1(x)))
        return F.relu(out + shortcut)

# expect: TN207 warning 16:20
