import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.ModuleDict):
    def __init__(self, n, k):
        super().__init__()
        for i in range(n):
            self.add_module("layer%d" % (i + 1), nn.Conv2d(k + i * 2, 2, 1))

    def forward(self, x):
        for _, layer in self.items():
            x = torch.cat([x, layer(x)], 1)
        return x


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.b1 = Block(2, 3)
        self.b2 = Block(2, 7)
        self.norm = nn.BatchNorm2d(11)

    def forward(self, x):
        return self.norm(self.b2(self.b1(x)))

# input: 3x8x8
