# model: Net(0)
from torch import nn


class Net(nn.Module):
    def __init__(self, heads=0):
        super().__init__()
        self.fc1 = nn.Linear(8 // heads, 4)

    def forward(self, x):
        return self.fc1(x)

# expect: TN109 error 8:30
