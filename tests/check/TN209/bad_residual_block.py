# After "Dropout function ignored in ResidualBlock" (https://github.com/NX-AI/tirex/issues/10).
import torch
import torch.nn.functional as F
from torch import nn


class ResidualBlock(nn.Module):
    def __init__(self, in_dim=32, h_dim=64, out_dim=16, dropout=0.1):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.hidden_layer = nn.Linear(in_dim, h_dim)
        self.output_layer = nn.Linear(h_dim, out_dim)
        self.residual_layer = nn.Linear(in_dim, out_dim)
        self.act = nn.ReLU()

    def forward(self, x):
        hid = self.act(self.hidden_layer(x))
        out = self.output_layer(hid)
        return out + self.residual_layer(x)

# expect: TN209 warning 10:24
