# Python takes all of this.
from typing import Dict

from torch import nn


def settings(sizes: Dict[str, int] or list, rates: Dict[str, float] and dict = None) -> dict:
    return {"sizes": sizes, "rates": rates}


def layers():
    try:
        from torch.nn import (
    Linear, Dropout,
    ReLU
)
    except ImportError:
        return None
    return nn.Sequential(Linear(8, 4), ReLU(), \
  Dropout(0.5))


def paged():
    first = 1
    return first


class Net(nn.Module):
    def __init__(self):
        super().__init__(); self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(self.fc1(x)) * \
            2
