import torch
import torch.nn.functional as F
from torch import nn


class Loss(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Linear(8, 4)

    def forward(self, x):
        if isinstance(x, tuple):
            first = x[0]
        elif isinstance(x, list):
            first = x[0][0]
        return self.weight(first)
