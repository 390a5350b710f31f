# Those that extend the class, those that another extends with it, and those that are given the object call its dropout.
from torch import nn


class Base(nn.Module):
    def __init__(self, size=8, rate=0.1):
        super().__init__()
        self.linear = nn.Linear(size, size)
        self.dropout = nn.Dropout(rate)

    def forward(self, x):
        return self.linear(x)


class Child(Base):
    def forward(self, x):
        return self.linear(self.dropout(x))


class Drawn(nn.Module):
    def __init__(self, size=8, rate=0.1):
        super().__init__()
        self.linear = nn.Linear(size, size)
        self.drawn = nn.Dropout(rate)

    def forward(self, x):
        return self.linear(x)


class Draws(nn.Module):
    def draw(self, x):
        return self.drawn(x)


class Both(Drawn, Draws):
    def forward(self, x):
        return self.linear(self.draw(x))


class Mixed(nn.Module):
    def __init__(self, size=8, rate=0.1):
        super().__init__()
        self.linear = nn.Linear(size, size)
        self.mixed = nn.Dropout(rate)

    def forward(self, x):
        return self.linear(x)


class Mixin:
    def mix(self, x):
        return self.mixed(x)


class Given(nn.Module):
    def __init__(self, size=8, rate=0.1):
        super().__init__()
        self.linear = nn.Linear(size, size)
        self.given = nn.Dropout(rate)

    def forward(self, x):
        return self.linear(x)


class Runner:
    def __init__(self):
        self.model = Given()

    def run(self, x):
        return self.model.given(self.model(x))
