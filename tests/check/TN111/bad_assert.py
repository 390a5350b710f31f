# model: Net()
from torch import nn


class Net(nn.Module):
    def __init__(self, width=10, heads=4):
        super().__init__()
        assert width % heads == 0, "width must be divisible by heads"
        self.fc1 = nn.Linear(width, 4)

    def forward(self, x):
        return self.fc1(x)

# expect: TN111 error 8:9
