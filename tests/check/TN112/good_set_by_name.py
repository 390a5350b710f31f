import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, names=None):
        super().__init__()
        self.blocks = []
        for name in names:
            block = nn.Linear(8, 8)
            setattr(self, name, block)
            self.blocks.append(block)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.last(x)


class Stack(nn.Module):
    def __init__(self, prefix):
        super().__init__()
        block = nn.Linear(8, 8)
        setattr(self, prefix + "1", block)
        self.blocks = [block]

    def forward(self, x):
        return self.blocks[0](x)
