# What the class reads, good_child_beside.py sets: a class of that file extends it.
import torch
from torch import nn


class HeadlessBase(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.finish(self.fc(x)) * self.n_heads
