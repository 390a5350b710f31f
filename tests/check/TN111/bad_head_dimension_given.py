# After "Fixed bug with dim_head and dim" (https://github.com/lucidrains/sinkhorn-transformer/pull/24).
import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, dim=1023, heads=8, dim_head=25):
        super().__init__()
        assert dim % heads == 0, f"dimension {dim} must be divisible by the number of heads {heads}"
        dim_head = dim_head or dim // heads
        self.to_q = nn.Linear(dim, heads * dim_head)
        self.dropout = nn.Dropout(0.1)

    def forward(self, x):
        return self.dropout(self.to_q(x))


# model: Attention(dim=1023, heads=8, dim_head=25)

# expect: TN111 error 10:9
