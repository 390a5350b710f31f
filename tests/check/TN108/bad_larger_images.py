# After "Size mismatch" (https://github.com/xternalz/WideResNet-pytorch/issues/1).
# input: 3x64x64
import torch
import torch.nn.functional as F
from torch import nn


class WideNet(nn.Module):
    def __init__(self, n_channels=16, n_classes=17, dropout=0.3):
        super().__init__()
        self.n_channels = n_channels
        self.conv1 = nn.Conv2d(3, n_channels, 3, padding=1)
        self.drop = nn.Dropout2d(dropout)
        self.conv2 = nn.Conv2d(n_channels, n_channels, 3, stride=2, padding=1)
        self.fc = nn.Linear(n_channels, n_classes)

    def forward(self, x):
        out = F.relu(self.conv1(x))
        out = F.relu(self.conv2(self.drop(out)))
        out = F.avg_pool2d(out, 8)
        out = out.view(-1, self.n_channels)
        return self.fc(out)

# expect: TN108 error 15:29
