# What is None here is set by a function of the file it comes from, or later by a method.
from torch import nn

from none_until_set.options import options


def start(name=options.name):
    return name


class Kept(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.seen = []

    def close(self, rows):
        self.seen = rows

    def forward(self, x):
        return self.fc1(x) - self.seen.mean()
