# After "bug fix: when eval, dropout_p turns to 0 forever" (https://github.com/NVIDIA/Megatron-LM/pull/411).
import torch
import torch.nn.functional as F
from torch import nn


class FlashSelfAttention(nn.Module):
    def __init__(self, causal=False, attention_dropout=0.1):
        super().__init__()
        self.causal = causal
        self.dropout_p = attention_dropout

    def forward(self, q, k, v):
        if self.training:
            assert q.shape[1] == k.shape[1]
            causal = self.causal
        else:
            causal = self.causal and q.shape[1] == k.shape[1]
            self.dropout_p = 0
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.dropout_p, is_causal=causal)

# expect: TN405 warning 19:13
