# A decorator may take arguments of its own, whatever it is called.
from functools import lru_cache, wraps

import torch
from torch import nn


def cache_by_key(fn):
    @wraps(fn)
    def wrapper(self, *args, key=None):
        return fn(self, *args)

    return wrapper


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 2)

    @cache_by_key
    def hashed(self, x):
        return x + 1

    @lru_cache(8)
    def width(self, n):
        return n

    def forward(self, x):
        return self.fc(self.hashed(x, key=self.width(3)))


print(Net()(torch.rand(4, 8)).shape)
