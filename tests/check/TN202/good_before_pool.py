# input: 3x8x8
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3)
        self.drop = nn.Dropout(0.1)
        self.pool = nn.MaxPool2d(2)

    def forward(self, x):
        return self.pool(self.drop(self.conv1(x)))
