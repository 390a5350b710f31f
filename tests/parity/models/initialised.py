"""Nets that draw their weights themselves, in the ways that public code does."""
import math

import torch.nn as nn
from torch.nn import init


class Calls(nn.Module):
    """Every function of torch.nn.init that draws, called in __init__."""

    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 20)
        self.b = nn.Linear(20, 16)
        self.c = nn.Linear(16, 12)
        self.d = nn.Linear(12, 9)
        self.e = nn.Linear(9, 4)
        nn.init.xavier_uniform_(self.a.weight, gain=nn.init.calculate_gain('relu'))
        nn.init.zeros_(self.a.bias)
        init.xavier_normal_(self.b.weight)
        init.constant_(self.b.bias, 0.1)
        init.kaiming_uniform_(self.c.weight, a=math.sqrt(5), mode='fan_out')
        init.uniform_(self.c.bias, -0.2, 0.3)
        nn.init.kaiming_normal_(self.d.weight, nonlinearity='relu')
        nn.init.ones_(self.d.bias)
        init.trunc_normal_(self.e.weight, std=0.02)
        nn.init.normal_(self.e.bias, mean=1.0, std=0.5)

    def forward(self, x):
        return self.e(self.d(self.c(self.b(self.a(x)))))


def init_weights(m):
    if isinstance(m, nn.Linear):
        nn.init.xavier_uniform_(m.weight)
        m.bias.data.fill_(0.01)


class Applied(nn.Module):
    """self.apply(fn)."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 10), nn.ReLU(), nn.Dropout(0.5), nn.Linear(10, 4))
        self.apply(init_weights)

    def forward(self, x):
        return self.layers(x)


class Looped(nn.Module):
    """A loop over self.modules(), as torchvision's nets have it."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 10)
        self.norm = nn.BatchNorm1d(10)
        self.fc2 = nn.Linear(10, 4)
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.kaiming_normal_(m.weight, mode='fan_out', nonlinearity='relu')
                nn.init.constant_(m.bias, 0)
            elif isinstance(m, (nn.BatchNorm1d, nn.BatchNorm2d)):
                nn.init.constant_(m.weight, 1)
                nn.init.constant_(m.bias, 0)

    def forward(self, x):
        return self.fc2(self.norm(self.fc1(x)))


class Convolutions(nn.Module):
    """Defaults of layers with other shapes; one is built and thrown away."""

    def __init__(self):
        super().__init__()
        nn.Linear(3, 3)
        self.conv1 = nn.Conv2d(1, 6, 3)
        self.conv2 = nn.Conv2d(6, 6, (3, 1), groups=2, bias=False)
        self.norm = nn.BatchNorm2d(6)
        self.fc = nn.Linear(6 * 4 * 6, 4)

    def forward(self, x):
        x = self.norm(self.conv2(self.conv1(x)))
        return self.fc(x.flatten(1))
