# After "scaled_dot_product_attention: don't dropout in eval" (https://github.com/huggingface/pytorch-image-models/pull/1978).
# input: 8x32
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim=32, attn_drop=0.1, fused_attn=True):
        super().__init__()
        self.fused_attn = fused_attn
        self.scale = dim ** -0.5
        self.qkv = nn.Linear(dim, dim * 3)
        self.attn_drop = nn.Dropout(attn_drop)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        if self.fused_attn:
            return F.scaled_dot_product_attention(q, k, v, dropout_p=self.attn_drop.p)
        attn = (q * self.scale) @ k.transpose(-2, -1)
        return self.attn_drop(attn.softmax(dim=-1)) @ v

# expect: TN403 warning 19:70
