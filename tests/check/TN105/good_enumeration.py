import enum

import torch
import torch.nn.functional as F
from torch import nn


class Kind(enum.Enum):
    SMALL = (0,)
    LARGE = 1


def describe(kind=Kind.SMALL.name):
    return kind


class Net(nn.Module):
    def __init__(self, kind=Kind.LARGE):
        super().__init__()
        self.label = Kind.SMALL.name
        self.fc = nn.Linear(8, kind.value + 3)

    def forward(self, x):
        return self.fc(x)
