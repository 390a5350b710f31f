import torch
import torch.nn.functional as F
from torch import nn


class Locked(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.noise = None

    def forward(self, x):
        if self.noise is None:
            self.noise = F.dropout(torch.ones_like(x), self.p, self.training)
        return x * self.noise

# expect: TN504 warning 14:13
