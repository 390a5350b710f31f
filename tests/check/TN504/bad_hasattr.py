import torch
import torch.nn.functional as F
from torch import nn


class Locked(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p

    def forward(self, x):
        if self.training:
            if not hasattr(self, "mask"):
                self.mask = x.new_empty(x.shape).bernoulli_(1 - self.p) / (1 - self.p)
            x = x * self.mask
        return x

# expect: TN504 warning 14:17
