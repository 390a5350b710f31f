# After "Add variational dropout for recurrent models" (https://github.com/ECMWFCode4Earth/ml_drought/pull/103).
import torch
import torch.nn.functional as F
from torch import nn


class TimeDropout(nn.Module):
    def __init__(self, p=0.2):
        super().__init__()
        self.p = p
        self.mask = None

    def forward(self, x):
        if not self.training:
            return x
        if self.mask is None:
            self.update_mask(x)
        return self.mask * x

    def update_mask(self, x):
        self.mask = torch.bernoulli(torch.ones_like(x) * (1 - self.p)) / (1 - self.p)


# expect: TN504 warning 21:9
