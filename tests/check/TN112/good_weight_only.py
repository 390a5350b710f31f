# The Linear is made for its weight, which self.weight registers.
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, width=8, classes=4, weight=None):
        super().__init__()
        self.dense = nn.Linear(width, width)
        if weight is None:
            weight = nn.Linear(width, classes, bias=False).weight
        self.weight = weight
        self.bias = nn.Parameter(torch.zeros(classes))

    def forward(self, x):
        return F.linear(self.dense(x), self.weight) + self.bias
