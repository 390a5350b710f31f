# The steps have one dimension: nothing says so, and a half of the second that was assumed is no half of its sizes.
import math

import torch
from torch import nn


class Steps(nn.Module):
    def __init__(self, channels=256, flip=True):
        super().__init__()
        self.channels = channels
        self.flip = flip
        self.fc = nn.Linear(channels, 8)

    def forward(self, steps):
        half = self.channels // 2
        exponent = -math.log(10000) * torch.arange(start=0, end=half, dtype=torch.float32)
        emb = torch.exp(exponent / half)
        emb = steps[:, None].float() * emb[None, :]
        emb = torch.cat([torch.sin(emb), torch.cos(emb)], dim=-1)
        if self.flip:
            emb = torch.cat([emb[:, half:], emb[:, :half]], dim=-1)
        return self.fc(emb)
