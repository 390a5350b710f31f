# After "Wrong initialisation gain for SNNs/SELU" (https://github.com/pytorch/pytorch/issues/54055).
import torch
import torch.nn.functional as F
from torch import nn


def init(module):
    if isinstance(module, nn.Linear):
        nn.init.kaiming_uniform_(module.weight, nonlinearity="selu")


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [30, 100, 100, 10]
        self.layers = nn.ModuleList(nn.Linear(a, b, bias=False) for a, b in zip(sizes, sizes[1:]))
        self.drop = nn.AlphaDropout(0.05)
        self.apply(init)

    def forward(self, x):
        for layer in self.layers[:-1]:
            x = self.drop(F.selu(layer(x)))
        return self.layers[-1](x)

# expect: TN309 advice 22:27
