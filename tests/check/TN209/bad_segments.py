# After "Dropout wasn't working in the code?" (https://github.com/yjxiong/tsn-pytorch/issues/41).
# input: 3x16x16
import torch
import torch.nn.functional as F
from torch import nn


class TSN(nn.Module):
    def __init__(self, num_class=10, dropout=0.8):
        super().__init__()
        self.base = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.dropout = nn.Dropout(p=dropout)
        self.new_fc = nn.Linear(8, num_class)

    def forward(self, x):
        base_out = self.base(x)
        return self.new_fc(base_out)

# expect: TN209 warning 12:24
