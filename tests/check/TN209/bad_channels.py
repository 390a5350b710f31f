import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.conv2 = nn.Conv2d(4, 4, 3)
        self.conv2_drop = nn.Dropout2d()

    def forward(self, x):
        return self.conv2(F.relu(self.conv1(x)))

# expect: TN209 warning 11:27
