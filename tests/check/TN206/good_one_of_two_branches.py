# One of the two dropouts is there, whatever the argument is.
from torch import nn


class Twice(nn.Module):
    def __init__(self, small):
        super().__init__()
        layers = [nn.Linear(8, 8), nn.ReLU()]
        if small:
            layers.append(nn.Dropout(0.2))
        else:
            layers.append(nn.Dropout(0.5))
        layers.append(nn.Linear(8, 2))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


class Bag(nn.Module):
    def __init__(self, small):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 8), nn.ReLU())
        if small:
            self.layers.append(nn.Dropout(0.2))
        else:
            self.layers.append(nn.Dropout(0.5))
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.layers(x))


class Named(nn.Module):
    def __init__(self, small):
        super().__init__()
        self.layers = nn.Sequential()
        self.layers.add_module("first", nn.Linear(8, 8))
        if small:
            self.layers.add_module("small", nn.Dropout(0.2))
        else:
            self.layers.add_module("large", nn.Dropout(0.5))
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.layers(x))


class Own(nn.Sequential):
    def __init__(self, small):
        super().__init__()
        self.add_module("first", nn.Linear(8, 8))
        if small:
            self.add_module("small", nn.Dropout(0.2))
        else:
            self.add_module("large", nn.Dropout(0.5))
        self.add_module("out", nn.Linear(8, 2))
