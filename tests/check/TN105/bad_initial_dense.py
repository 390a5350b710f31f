# After "self.initial_dense is never declared but referenced in forward call" (https://github.com/Rolv-Arild/EARL-pytorch/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class EARL(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(24, 32)
        self.blocks = nn.Sequential(nn.Linear(32, 32), nn.ReLU(), nn.Dropout(0.1))

    def forward(self, x):
        return self.blocks(self.initial_dense(x))

# expect: TN105 error 14:28
