# The fields of a NamedTuple are set by the constructor that it gives the class.
from typing import NamedTuple

import torch
from torch import nn


class Parts(NamedTuple):
    hidden: torch.Tensor
    skip: torch.Tensor
    weights: torch.Tensor = None


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return Parts(self.fc(x), skip=x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.head = nn.Linear(8, 2)

    def forward(self, x):
        parts = self.block(x)
        return self.head(parts.hidden + parts.skip)
