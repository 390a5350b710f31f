# After "Intention of Duplicate Dropout in DiT transformer layer" (https://github.com/starVLA/starVLA/issues/50).
import torch
import torch.nn.functional as F
from torch import nn


class FeedForward(nn.Module):
    def __init__(self, dropout=0.1, final_dropout=False):
        super().__init__()
        layers = [nn.Linear(16, 32), nn.GELU(), nn.Dropout(dropout), nn.Linear(32, 16)]
        if final_dropout:
            layers.append(nn.Dropout(dropout))
        self.net = nn.Sequential(*layers)

    def forward(self, x):
        return self.net(x)


class BasicTransformerBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.ff = FeedForward(final_dropout=True)
        self.final_dropout = nn.Dropout(0.1)

    def forward(self, x):
        return x + self.final_dropout(self.ff(x))

# expect: TN206 warning 26:20
