# After "Revert "bug fix: apply dropout to logits before softmax"" (https://github.com/PaddlePaddle/Parakeet/pull/75).
# input: 6x32
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, p=0.1):
        super().__init__()
        self.blocks = nn.Sequential(nn.LayerNorm(32), nn.Linear(32, 32), nn.GELU())
        self.logits = nn.Sequential(nn.Linear(32, 80), nn.Dropout(p))

    def forward(self, x):
        return self.logits(self.blocks(x)).log_softmax(-1)

# expect: TN204 warning 15:16
