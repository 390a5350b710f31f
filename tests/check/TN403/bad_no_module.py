# After "SDPA does not switch off dropout during evaluation" (https://github.com/pytorch/pytorch/issues/124464).
# input: 8x64
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, heads=4, dropout=0.2):
        super().__init__()
        self.heads = heads
        self.dropout = dropout
        self.qkv = nn.Linear(64, 192)

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = self.qkv(x).view(b, t, 3, self.heads, c // self.heads).permute(2, 0, 3, 1, 4)
        x = F.scaled_dot_product_attention(q, k, v, None, self.dropout)
        return x.transpose(1, 2).reshape(b, t, c)

# expect: TN403 warning 18:59
