# After "fix: Moved the dropout layer after the normalization" (https://github.com/luigibonati/mlcolvar/pull/205).
import torch
import torch.nn.functional as F
from torch import nn


class FeedForward(nn.Module):
    def __init__(self, layers=(10, 8, 4)):
        super().__init__()
        modules = []
        for n_in, n_out in zip(layers, layers[1:]):
            modules += [nn.Linear(n_in, n_out), nn.Dropout(p=0.2), nn.BatchNorm1d(n_out), nn.Tanh()]
        self.nn = nn.Sequential(*modules)

    def forward(self, x):
        return self.nn(x)

# expect: TN203 warning 16:16
