# After "error in Linear" (https://github.com/jayparks/transformer/issues/10).
import torch
import torch.nn.functional as F
from torch import nn


class Projection(nn.Module):
    def __init__(self, d_model=32, d_k=8, n_heads=4, dropout=0.1):
        super().__init__()
        self.w_q = nn.Linear([d_model, d_k * n_heads])
        self.dropout = nn.Dropout(dropout)

    def forward(self, q):
        return self.dropout(self.w_q(q))

# expect: TN103 error 10:20
