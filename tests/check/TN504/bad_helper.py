import torch
import torch.nn.functional as F
from torch import nn


class Locked(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.mask = None

    def forward(self, x):
        return x * self.get(x) if self.training else x

    def get(self, x):
        if self.mask is None:
            keep = 1 - self.p
            self.mask = torch.bernoulli(torch.ones(1, x.size(-1)) * keep) / keep
        return self.mask

# expect: TN504 warning 18:13
