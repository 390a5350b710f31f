# After "AttributeError: 'SeqBlock' object has no attribute 'dropout'" (https://github.com/wyky481l/MMCD/issues/3).
import torch
import torch.nn.functional as F
from torch import nn


from sequence import Attention


class SeqBlock(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.attention = Attention(dim, heads)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x, mask):
        return self.norm(x + self.dropout(self.attention(x, mask)))

# expect: TN113 error 17:30
