# After "Chapter 11 : Exercise 8" (https://github.com/ageron/handson-ml2/issues/156).
import torch
import torch.nn.functional as F
from torch import nn


class Selu(nn.Module):
    def __init__(self, n_in=32, width=100, depth=5, n_out=10):
        super().__init__()
        layers = []
        for i in range(depth):
            fc = nn.Linear(n_in if i == 0 else width, width)
            nn.init.kaiming_normal_(fc.weight, nonlinearity="linear")
            layers += [fc, nn.SELU()]
        layers.append(nn.AlphaDropout(p=0.1))
        layers.append(nn.Linear(width, n_out))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)

# expect: TN214 advice 20:16
