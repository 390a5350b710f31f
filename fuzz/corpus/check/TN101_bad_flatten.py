# input: 3x32x32
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 8 * 8, 10)

    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = torch.flatten(x, 1)
        return self.fc1(x)

# expect: TN101 error 11:30
