# After "Why `preserve_rng_state=False` in activation checkpointing" (https://github.com/pytorch/torchtitan/issues/1323).
import torch
import torch.nn.functional as F
from torch import nn
import torch.utils.checkpoint as ptc


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.Sequential(nn.Linear(32, 32), nn.Dropout(0.2), nn.Linear(32, 32))
        self.norm = nn.LayerNorm(32)

    def forward(self, x):
        return self.norm(x + ptc.checkpoint(self.attention, x, preserve_rng_state=False, use_reentrant=False))

# expect: TN502 warning 15:83
