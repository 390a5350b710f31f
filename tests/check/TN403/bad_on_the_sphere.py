# After "Disable AttentionS2 dropout in eval mode" (https://github.com/NVIDIA/torch-harmonics/pull/221).
# input: 8x6x6
import torch
import torch.nn.functional as F
from torch import nn


class AttentionS2(nn.Module):
    def __init__(self, drop_rate=0.5):
        super().__init__()
        self.drop_rate = drop_rate
        self.q = nn.Conv2d(8, 8, 1)
        self.k = nn.Conv2d(8, 8, 1)
        self.v = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        query, key, value = self.q(x).flatten(2), self.k(x).flatten(2), self.v(x).flatten(2)
        out = F.scaled_dot_product_attention(query, key, value, attn_mask=None, dropout_p=self.drop_rate, is_causal=False)
        return out.view_as(x)

# expect: TN403 warning 18:91
