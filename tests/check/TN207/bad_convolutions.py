# input: 1x6x6
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv0 = nn.Conv2d(1, 4, 3, padding=1)
        self.conv1 = nn.Conv2d(4, 4, 3, padding=1)
        self.drop = nn.Dropout2d(0.2)

    def forward(self, x):
        x = self.conv0(x)
        return self.drop(x) + F.relu(self.conv1(x))

# expect: TN207 warning 16:16
