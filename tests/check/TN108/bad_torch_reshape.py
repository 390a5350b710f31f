import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.fc = nn.Linear(8 * 16 * 16, 10)

    def forward(self, x):
        x = torch.relu(self.conv(x))
        x = torch.reshape(x, (-1, 8 * 16 * 16))
        return self.fc(x)

# model: Net()
# input: 3x32x32
# expect: TN108 error 10:29
