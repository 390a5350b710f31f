import torch
import torch.nn
from torch.nn import functional as F


class Stem(torch.nn.Module):
    """Its forward serves the class below too."""

    def __init__(self, width):
        super().__init__()
        self.stem = torch.nn.Linear(8, width)

    def forward(self, x):
        x = F.silu(
            self.stem(x),
        )
        return self.tail(x)


class Net(Stem):
    def __init__(self):
        super().__init__(10)
        self.layers = torch.nn.ModuleList()
        self.layers.append(torch.nn.Linear(10, 9))
        self.layers.append(torch.nn.Linear(9, 3))
        self.pick: int = 0

    def tail(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x) if i == 1 else torch.tanh(layer(x))
        return x
