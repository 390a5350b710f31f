"""Residual blocks in a loop: Sequential, ModuleList, a skip connection and functional dropout.

ResidualMLP(64, 10) takes samples of 64 features. Dropout stands on the residual branch, never on the skip path.
"""

import torch.nn.functional as F
from torch import nn


class ResidualBlock(nn.Module):
    def __init__(self, width, dropout_rate):
        super().__init__()
        self.dropout_rate = dropout_rate
        self.branch = nn.Sequential(
            nn.LayerNorm(width),
            nn.Linear(width, 2 * width),
            nn.GELU(),
            nn.Linear(2 * width, width),
        )

    def forward(self, x):
        branch = F.dropout(self.branch(x), p=self.dropout_rate, training=self.training)
        return x + branch


class ResidualMLP(nn.Module):
    def __init__(self, input_size, output_size, width=128, depth=3, dropout_rate=0.1):
        super().__init__()
        self.stem = nn.Linear(input_size, width)
        self.blocks = nn.ModuleList([ResidualBlock(width, dropout_rate) for _ in range(depth)])
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, output_size)

    def forward(self, x):
        x = self.stem(x)
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))
