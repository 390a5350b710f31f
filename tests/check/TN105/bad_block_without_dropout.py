# After "AttributeError: 'SeqBlock' object has no attribute 'dropout'" (https://github.com/wyky481l/MMCD/issues/3).
import torch
import torch.nn.functional as F
from torch import nn


class SeqBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.Linear(16, 16)
        self.norm = nn.LayerNorm(16)

    def forward(self, x):
        return self.norm(x + self.dropout(self.attention(x)))

# expect: TN105 error 14:30
