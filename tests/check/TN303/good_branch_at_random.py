# All of a branch is dropped now and then.
import random

import torch
from torch import nn


class BranchDropout(nn.Module):
    def __init__(self, rate=0.1):
        super().__init__()
        self.rate = rate
        self.drop = nn.Dropout(1)
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc(x)
        chance = random.random()
        if chance < self.rate:
            x = self.drop(x)
        return self.drop(x) if torch.rand(1) < self.rate else x
