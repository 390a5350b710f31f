"""What other arguments than the guessed ones would have bound or set."""
from torch import nn


class Stages(nn.Module):
    def __init__(self, depth, width, kind):
        super().__init__()
        for i in range(depth):
            self.add_module(f"stage{i}", nn.Linear(width, width))
        self.drop = nn.Dropout(0.2)
        self.depth = depth
        self.kind = kind

    def forward(self, x):
        if self.kind == "long":
            last = self.stage3
        return self.stage2(self.drop(x)) if self.depth > 3 else last(x)


class Named(nn.Module):
    def __init__(self, width, use_bias):
        super().__init__()
        if not use_bias:
            self.weights = nn.Linear(width, width, bias=False)
        self.weight = nn.Linear(width, width)

    def forward(self, x):
        return self.weights(x)
