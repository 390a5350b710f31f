# What __getattr__ answers for is no missing attribute.
from torch import nn


class Kinds:
    def __init__(self):
        self.known = {}

    def add(self, name, kind):
        self.known[name] = kind

    def __getattr__(self, key):
        if key in self.known:
            return self.known[key]
        return super().__getattribute__(key)


kinds = Kinds()
kinds.add("LINEAR", nn.Linear)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = kinds.LINEAR(8, 4)

    def forward(self, x):
        return self.fc(x)
