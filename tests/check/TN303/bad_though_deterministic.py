# After "Fix flax.linen.stochastic.Dropout" (https://github.com/google/flax/pull/2510).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(10, 10)
        self.drop = nn.Dropout(1.)
        self.out = nn.Linear(10, 2)

    def forward(self, x):
        return self.out(self.drop(self.dense(x)))

# expect: TN303 warning 15:25
