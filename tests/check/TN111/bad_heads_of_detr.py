# After "AssertionError: embed_dim must be divisible by num_heads" (https://github.com/facebookresearch/detr/issues/499).
import torch
import torch.nn.functional as F
from torch import nn


class SelfAttention(nn.Module):
    def __init__(self, d_model, nhead, dropout):
        super().__init__()
        self.head_dim = d_model // nhead
        assert self.head_dim * nhead == d_model, "embed_dim must be divisible by num_heads"
        self.qkv = nn.Linear(d_model, 3 * d_model)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, -1)
        return self.dropout(torch.softmax(q @ k.transpose(1, 2), -1)) @ v


class Net(nn.Module):
    def __init__(self, hidden_dim=100, nheads=8):
        super().__init__()
        self.attention = SelfAttention(hidden_dim, nheads, 0.1)

    def forward(self, x):
        return self.attention(x)


# model: Net(hidden_dim=100)

# expect: TN111 error 11:9
