# After "Preserve RNG state across activation-checkpoint recompute when dropout is active" (https://github.com/allenai/OLMo-core/pull/828).
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList([nn.Sequential(nn.Linear(16, 16), nn.GELU(), nn.Dropout(0.1)) for _ in range(3)])
        self.out = nn.Linear(16, 4)

    def forward(self, x):
        for block in self.blocks:
            x = x + checkpoint(block, x, use_reentrant=False, preserve_rng_state=False)
        return self.out(x)

# expect: TN502 warning 16:82
