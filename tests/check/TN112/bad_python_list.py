# After "Difference between using a python list and nn.ModuleList" (https://github.com/pytorch/pytorch/issues/38639).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(8, 8), nn.Linear(8, 8)]
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        for layer in self.layers:
            x = torch.relu(layer(x))
        return self.out(x)

# expect: TN112 warning 10:24
# expect: TN112 warning 10:41
