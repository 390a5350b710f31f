# After "Fix dropout of FlashAttention" (https://github.com/deepspeedai/Megatron-DeepSpeed/pull/295).
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim=32, p=0.2):
        super().__init__()
        self.q = nn.Linear(dim, dim)
        self.kv = nn.Linear(dim, 2 * dim)
        self.attn_dropout = p

    def forward(self, x):
        k, v = self.kv(x).chunk(2, dim=-1)
        if not self.training:
            self.attn_dropout = 0.0
        weights = torch.softmax(self.q(x) @ k.transpose(1, 2), dim=-1)
        weights = F.dropout(weights, p=self.attn_dropout, training=self.training)
        return weights @ v

# expect: TN405 warning 17:13
