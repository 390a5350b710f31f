# After "pass the correct dropout prob when using FlashAttention" (https://github.com/NVIDIA/Megatron-LM/pull/318).
import torch
import torch.nn.functional as F
from torch import nn


class FlashAttention(nn.Module):
    def __init__(self, dim=64, heads=4, attention_dropout=0.1):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, 3 * dim)
        self.dropout_p = attention_dropout

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).view(B, T, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4)
        if self.training:
            is_causal = True
        else:
            is_causal = T > 1
            self.dropout_p = 0
        out = F.scaled_dot_product_attention(q, k, v, dropout_p=self.dropout_p, is_causal=is_causal)
        return out.transpose(1, 2).reshape(B, T, C)

# expect: TN405 warning 21:13
