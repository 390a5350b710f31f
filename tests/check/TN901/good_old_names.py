# Names of torch that say nothing of shapes: limits of types, weight norm by its module, initialisation before 0.4.
import torch
from torch import nn
from torch.nn.utils.weight_norm import weight_norm


class Net(nn.Module):
    def __init__(self, size=8):
        super().__init__()
        self.first = weight_norm(nn.Linear(size, size), dim=None)
        self.second = nn.Linear(size, 4)
        nn.init.xavier_normal(self.second.weight)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        x = self.first(x)
        x = x.masked_fill(x < 0, torch.finfo(x.dtype).min)
        return self.second(self.dropout(x))
