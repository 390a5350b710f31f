"""Comments that tell sizes which fit, sizes of what comes in, and none."""
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(16 * 8 * 8, 10)  # for 16x16 images

    def forward(self, x):
        return self.fc(torch.flatten(self.pool(self.conv(x).relu()), 1))


class Maps(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)  # halves 3x64x64 inputs
        self.fc = nn.Linear(16 * 8 * 8, 10)  # its input is 8x8

    def forward(self, x):
        return self.fc(torch.flatten(self.pool(self.conv(x).relu()), 1))
