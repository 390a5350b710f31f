# After "Fix SDPA dropout during eval" (https://github.com/facebookresearch/vjepa2/pull/160).
import torch
import torch.nn.functional as F
from torch import nn


import ops


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(16, 48)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, -1)
        return ops.attention(q, k, v, dropout_p=0.1)

# expect: TN901 advice 7:8
