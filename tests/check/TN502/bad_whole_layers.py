# After "Set `preserve_rng_state` to True if there is dropout" (https://github.com/allenai/OLMo/pull/702).
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint


class Block(nn.Module):
    def __init__(self, residual_dropout=0.1):
        super().__init__()
        self.ff_proj = nn.Linear(16, 64)
        self.ff_out = nn.Linear(64, 16)
        self.dropout = nn.Dropout(residual_dropout)

    def forward(self, x):
        return x + self.dropout(self.ff_out(F.silu(self.ff_proj(x))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        x = checkpoint(self.block, x, preserve_rng_state=False, use_reentrant=False)
        return self.head(x)

# expect: TN502 warning 26:58
