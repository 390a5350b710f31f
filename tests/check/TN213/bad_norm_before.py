import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.norm1 = nn.BatchNorm2d(8)
        self.drop = nn.Dropout(p=0.1)
        self.conv2 = nn.Conv2d(8, 4, 3)

    def forward(self, x):
        x = self.drop(F.leaky_relu(self.norm1(self.conv1(x))))
        return self.conv2(x).mean((2, 3))

# input: 3x16x16
# expect: TN213 advice 15:13
