# input: 3x16x16
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.conv2 = nn.Conv2d(16, 8, 3)

    def forward(self, x):
        return self.conv2(self.conv1(x))

# expect: TN101 error 9:32
