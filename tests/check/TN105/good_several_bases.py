# One of several bases may set it under another's nose.
from torch import nn


class Sized:
    def resize(self):
        return self.width


class Net(Sized, nn.Module):
    def __init__(self):
        self.fc1 = nn.Linear(8, 4)
        super().__init__()

    def forward(self, x):
        return self.fc1(x) * self.resize()
