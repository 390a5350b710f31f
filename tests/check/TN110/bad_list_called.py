# After "NotImplementedError: Module [ModuleList] is missing the required "forward" function" (https://github.com/yuval-alaluf/Attend-and-Excite/issues/5).
import torch
import torch.nn.functional as F
from torch import nn


class CrossAttention(nn.Module):
    def __init__(self, dim=16):
        super().__init__()
        self.to_q = nn.Linear(dim, dim)
        self.to_out = nn.ModuleList([nn.Linear(dim, dim), nn.Dropout(0.1)])

    def forward(self, x):
        return self.to_out(torch.relu(self.to_q(x)))

# expect: TN110 error 14:16
