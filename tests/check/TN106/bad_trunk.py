# After "ExplaiNNTrunk.__init__ missing super().__init__() call" (https://github.com/Genentech/gReLU/issues/188).
import torch
import torch.nn.functional as F
from torch import nn


class Trunk(nn.Module):
    def __init__(self):
        self.channels = 8
        self.blocks = nn.ModuleList([nn.Linear(8, 8) for _ in range(2)])

    def forward(self, x):
        return self.blocks[1](torch.relu(self.blocks[0](x)))

# expect: TN106 error 10:9
