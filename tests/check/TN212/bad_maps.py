import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(8, 8, 3)
        self.drop = nn.Dropout2d(0.2)
        self.out = nn.Linear(8, 4)

    def forward(self, x):
        x = self.drop(F.relu(self.conv1(x)))
        x = self.drop(F.relu(self.conv2(x)))
        return self.out(x.mean((2, 3)))

# input: 3x16x16
# expect: TN212 advice 16:13
