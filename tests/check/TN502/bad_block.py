import torch
import torch.nn.functional as F
from torch import nn


from torch.utils.checkpoint import checkpoint


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Dropout(0.1))
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = checkpoint(self.block, x, use_reentrant=False, preserve_rng_state=False)
        return self.fc(x)

# expect: TN502 warning 16:79
