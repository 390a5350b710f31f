# model: Net()
from torch import nn


class Net(nn.Module):
    def __init__(self, width=10):
        super().__init__()
        if width < 16:
            raise ValueError("too narrow")
        self.fc1 = nn.Linear(width, 4)

    def forward(self, x):
        return self.fc1(x)

# expect: TN111 error 9:13
