# After "Fix SDPA dropout during eval" (https://github.com/facebookresearch/vjepa2/pull/160).
# input: 8x32
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim=32, num_heads=4, proj_drop=0.1):
        super().__init__()
        self.num_heads = num_heads
        self.qkv = nn.Linear(dim, dim * 3)
        self.proj = nn.Linear(dim, dim)
        self.proj_drop_prob = proj_drop
        self.proj_drop = nn.Dropout(proj_drop)

    def forward(self, x):
        b, n, c = x.shape
        qkv = self.qkv(x).reshape(b, n, 3, self.num_heads, c // self.num_heads).permute(2, 0, 3, 1, 4)
        q, k, v = qkv[0], qkv[1], qkv[2]
        x = F.scaled_dot_product_attention(q, k, v, dropout_p=self.proj_drop_prob)
        return self.proj(x.transpose(1, 2).reshape(b, n, c))

# expect: TN209 warning 15:26
# expect: TN403 warning 21:63
