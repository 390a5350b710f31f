import torch
import torch.nn.functional as F
from torch import nn


class Locked(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.mask = None

    def forward(self, x):
        if self.mask is None or self.mask.shape != x.shape or self.training:
            self.mask = torch.bernoulli(torch.full_like(x, 1 - self.p)) / (1 - self.p)
        return x * self.mask if self.training else x
