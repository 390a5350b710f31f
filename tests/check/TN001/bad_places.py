# Each fault at the place where Python stops, and none that only follows from one before.
from torch import nn


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.first = nn.ModuleList([nn.Linear(size, 4) for size in sizes]
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        for layer in self.first
            x = layer(x)
        return self.drop(x)


def train(net, rows):
    if rows:
    return net(rows[0:2k])


def report(name):
    try:
        print(name)
    except KeyError, error:
        print("missing")

# expect: TN001 error 8:35
# expect: TN001 error 12:32
# expect: TN001 error 19:5
# expect: TN001 error 19:23
# expect: TN001 error 25:20
