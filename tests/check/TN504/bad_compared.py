import torch
import torch.nn.functional as F
from torch import nn


class Locked(nn.Module):
    def __init__(self, p=0.5):
        super().__init__()
        self.p = p
        self.drop_mask = None

    def forward(self, x):
        if self.training and self.drop_mask is None:
            self.drop_mask = (torch.rand_like(x) > self.p).float()
        return x * self.drop_mask / (1 - self.p) if self.training else x

# expect: TN504 warning 14:13
