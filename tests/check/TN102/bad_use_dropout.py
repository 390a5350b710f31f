# After "snt.nets.MLP: use_dropout(Type error)" (https://github.com/google-deepmind/sonnet/issues/116).
import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, output_sizes, use_bias=True):
        super().__init__()
        sizes = [8, *output_sizes]
        self.layers = nn.Sequential(*[nn.Linear(a, b, bias=use_bias) for a, b in zip(sizes, sizes[1:])])

    def forward(self, x):
        return self.layers(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.mlp = MLP([4], use_dropout=True, use_bias=False)

    def forward(self, x):
        return self.mlp(x)

# expect: TN102 error 20:29
