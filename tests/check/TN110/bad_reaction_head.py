# After "Missing many functions" (https://github.com/zehanwang01/OmniBind/issues/9).
import torch
import torch.nn.functional as F
from torch import nn


class ReactionHead(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.drop = nn.Dropout(0.1)


class Router(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.projs = nn.ModuleList([ReactionHead(width) for _ in range(3)])

    def forward(self, x):
        return torch.stack([proj(x) for proj in self.projs]).mean(0)

# expect: TN110 error 20:29
