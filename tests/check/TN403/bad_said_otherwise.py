# After "Dropout not handled properly in `scaled_dot_product_attention`?" (https://github.com/meta-pytorch/torchtune/issues/1791).
# input: 8x32
import torch
import torch.nn.functional as F
from torch import nn


class MultiHeadAttention(nn.Module):
    def __init__(self, attn_dropout: float = 0.1):
        super().__init__()
        self.attn_dropout = attn_dropout
        self.qkv = nn.Linear(32, 96)
        self._attention_call = F.scaled_dot_product_attention

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.attn_dropout, is_causal=True)

# expect: TN403 warning 17:66
