import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv = nn.Linear(16, 48)
        self.out = nn.Linear(16, 16)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        x = torch.nn.functional.scaled_dot_product_attention(q, k, v, None, 0.1)
        return self.out(x)

# expect: TN403 warning 14:77
