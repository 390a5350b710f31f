# After "Dropout2d and residual" (https://github.com/state-spaces/s4/issues/42).
# input: 64x16
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = nn.Linear(16, 16)
        self.drop = nn.Dropout2d(0.1)

    def forward(self, x):
        return x + self.drop(self.inner(x))

# expect: TN301 warning 15:20
# expect: TN311 advice 15:20
