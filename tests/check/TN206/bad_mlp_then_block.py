# After "Potential Double Dropout of MLP" (https://github.com/nicklashansen/dreamer4/issues/8).
import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, dropout=0.05):
        super().__init__()
        self.fc_in = nn.Linear(16, 64)
        self.fc_out = nn.Linear(32, 16)
        self.drop = nn.Dropout(dropout)

    def forward(self, x):
        u, v = self.fc_in(x).chunk(2, dim=-1)
        h = self.drop(u * F.silu(v))
        return self.drop(self.fc_out(h))


class BlockCausalLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm3 = nn.LayerNorm(16)
        self.mlp = MLP()
        self.drop3 = nn.Dropout(0.05)

    def forward(self, x):
        return x + self.drop3(self.mlp(self.norm3(x)))

# expect: TN205 advice 17:16
# expect: TN212 advice 17:16
# expect: TN206 warning 28:20
