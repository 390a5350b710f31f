# What is None or a list here is set by a function, or later by a method.
from torch import nn

options = None


def choose(given):
    global options
    options = given


def start():
    return options.name


print(start())


class Kept(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.seen = []

    def close(self, rows):
        self.seen = rows

    def forward(self, x):
        return self.fc1(x) - self.seen.mean()
