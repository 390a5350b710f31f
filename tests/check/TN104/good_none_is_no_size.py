import torch
from torch import nn


class Norm(nn.Module):
    def __init__(self, size=None, shape=None):
        super().__init__()
        if shape is not None:
            size = shape[2:]
        self.norm = nn.LayerNorm(size)

    def forward(self, x):
        return self.norm(x)
