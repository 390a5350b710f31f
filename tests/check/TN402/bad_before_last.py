# After "dropout in resnet.py" (https://github.com/yangze0930/NTS-Net/issues/14).
# input: 3x32x32
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, classes=200):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(8, classes)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        feature = x.view(x.size(0), -1)
        x = nn.Dropout(p=0.5)(feature)
        return self.fc(x)

# expect: TN402 warning 18:13
