# The branches fill one list: their layers do not follow each other.
from torch import nn


class Scores(nn.Module):
    def __init__(self, many, norm=nn.BatchNorm2d):
        super().__init__()
        layers = [nn.Conv2d(1, 64, 3), norm(64), nn.ReLU()]
        if many:
            layers += [nn.Conv2d(64, 322, 1)]
        else:
            layers += [nn.Conv2d(64, 2, 1)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


class Narrowed(nn.Module):
    def __init__(self, narrow):
        super().__init__()
        layers = [nn.Linear(8, 6)]
        if narrow:
            layers.append(nn.Linear(6, 4))
        if not narrow:
            layers.append(nn.Linear(6, 2))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
