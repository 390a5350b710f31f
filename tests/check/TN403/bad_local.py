import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.qkv = nn.Linear(16, 48)
        self.p = p

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        rate = self.p
        return F.scaled_dot_product_attention(q, k, v, dropout_p=rate, is_causal=True)

# expect: TN403 warning 15:66
