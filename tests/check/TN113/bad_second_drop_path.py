# After "AttributeError: 'Block' object has no attribute 'drop_path1'" (https://github.com/Dao-AILab/flash-attention/issues/327).
import torch
import torch.nn.functional as F
from torch import nn


from fused import Mixer


class Block(nn.Module):
    def __init__(self, dim, prenorm, resid_dropout=0.0):
        super().__init__()
        self.mixer = Mixer(dim)
        self.norm = nn.LayerNorm(dim)
        self.dropout1 = nn.Dropout(resid_dropout)

    def forward(self, x, residual):
        x = self.dropout1(self.mixer(x))
        x = self.dropout2(x)
        return self.norm(x + residual)

# expect: TN113 error 19:13
