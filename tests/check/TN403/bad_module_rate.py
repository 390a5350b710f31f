import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.qkv = nn.Linear(16, 48)
        self.drop = nn.Dropout(p)

    def forward(self, x):
        q, k, v = self.qkv(x).chunk(3, dim=-1)
        x = F.scaled_dot_product_attention(q, k, v, dropout_p=self.drop.p)
        return self.drop(x)

# expect: TN403 warning 14:63
# expect: TN205 advice 15:16
