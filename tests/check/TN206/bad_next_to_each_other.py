# After "Remove reundant dropout in MLP module" (https://github.com/rasbt/LLMs-from-scratch/pull/105).
import torch
import torch.nn.functional as F
from torch import nn


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(16, 64), nn.GELU(), nn.Linear(64, 16), nn.Dropout(0.1))

    def forward(self, x):
        return self.layers(x)


class TransformerBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.ff = FeedForward()
        self.norm = nn.LayerNorm(16)
        self.drop_resid = nn.Dropout(0.1)

    def forward(self, x):
        shortcut = x
        x = self.ff(self.norm(x))
        x = self.drop_resid(x)
        return x + shortcut

# expect: TN205 advice 13:16
# expect: TN206 warning 26:13
