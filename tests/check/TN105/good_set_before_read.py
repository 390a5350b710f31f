# The attribute may be there: by a branch, a method, a function that is given the object, or it is read later.
from torch import nn


class Branch(nn.Module):
    def __init__(self, config):
        super().__init__()
        if config.wide:
            self.width = config.width
        for size in config.sizes:
            self.last = size if size > 1 else self.last
        self.width = self.width * 2 if config.wide else 8
        self.out = nn.Linear(self.width, 4)

    def forward(self, x):
        return self.out(x)


class Method(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.take(config)
        self.size = self.size * 2
        self.out = nn.Linear(self.size, 4)

    def take(self, config):
        self.size = config.size

    def forward(self, x):
        return self.out(x)


def give(module, config):
    module.scale = config.scale


class Given(nn.Module):
    def __init__(self, config):
        super().__init__()
        give(self, config)
        self.scale = self.scale * 2
        self.read = lambda: self.later
        self.later = config.later
        self.out = nn.Linear(4, 4)

    def forward(self, x):
        return self.out(x) * self.scale
