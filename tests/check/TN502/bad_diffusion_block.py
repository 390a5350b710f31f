# After "fix checkpoint" (https://github.com/ankanbhunia/PIDM/pull/66).
# input: 16x8x8
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint


class ResBlock(nn.Module):
    def __init__(self, use_checkpoint=True):
        super().__init__()
        self.use_checkpoint = use_checkpoint
        self.layers = nn.Sequential(nn.GroupNorm(4, 16), nn.SiLU(), nn.Dropout(p=0.1), nn.Conv2d(16, 16, 3, padding=1))

    def forward(self, x):
        if self.use_checkpoint:
            return x + checkpoint(self._forward, x, use_reentrant=True, preserve_rng_state=False)
        return x + self._forward(x)

    def _forward(self, x):
        return self.layers(x)

# expect: TN502 warning 17:92
