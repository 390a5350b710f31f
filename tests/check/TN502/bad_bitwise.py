# After "Option to preserve bitwise accuracy of gradient checkpointed vs non-checkpointed dropout" (https://github.com/pytorch/pytorch/pull/14253).
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.checkpoint import checkpoint


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.part = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Dropout(0.5))
        self.last = nn.Linear(8, 1)

    def forward(self, x):
        return self.last(checkpoint(self.part, x, preserve_rng_state=False))

# expect: TN502 warning 15:70
