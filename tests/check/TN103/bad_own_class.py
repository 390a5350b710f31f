# model: Net()
from torch import nn


class Block(nn.Module):
    def __init__(self, width, rate):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.drop = nn.Dropout(rate)

    def forward(self, x):
        return self.drop(self.fc(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block(8)

    def forward(self, x):
        return self.block(x)

# expect: TN103 error 18:22
