from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.one = nn.Linear(8, 6)
        self.dropout = nn.Dropout(0.2)

    def forward(self, x):
        return self.top(self.dropout(self.one(x).relu()))


class Net(Base):
    def __init__(self):
        super().__init__()
        self.two = nn.Linear(6, 3)
        self.act = nn.Hardswish()

    def top(self, x):
        return self.two(self.act(x))
