# After "Error embed_dims" (https://github.com/open-mmlab/mmaction2/issues/1271).
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, embed_dims, num_heads, attn_drop=0.0):
        super().__init__()
        assert embed_dims % num_heads == 0, "embed_dim must be divisible by num_heads"
        self.proj = nn.Linear(embed_dims, embed_dims)
        self.drop = nn.Dropout(attn_drop)

    def forward(self, x):
        return self.drop(self.proj(x))


class Former(nn.Module):
    def __init__(self, embed_dims=768, num_heads=12):
        super().__init__()
        self.layers = nn.Sequential(*[Attention(embed_dims, num_heads, 0.1) for _ in range(2)])

    def forward(self, x):
        return self.layers(x)


# model: Former(embed_dims=1024)

# expect: TN111 error 10:9
