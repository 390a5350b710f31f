# After "Variational Dropout Implementation" (https://github.com/keitakurita/Better_LSTM_PyTorch/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class VariationalDropout(nn.Module):
    def __init__(self, p=0.3):
        super().__init__()
        self.p = p
        self.mask = None

    def forward(self, x):
        if not self.training:
            return x
        if self.mask is None:
            self.mask = torch.empty(x.size(0), 1, x.size(2)).bernoulli_(1 - self.p) / (1 - self.p)
        return x * self.mask

# expect: TN504 warning 17:13
