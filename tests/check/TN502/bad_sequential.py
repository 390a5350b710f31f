import torch
import torch.nn.functional as F
from torch import nn


from torch.utils.checkpoint import checkpoint_sequential


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(8, 8), nn.Dropout(0.1), nn.Linear(8, 8), nn.ReLU())

    def forward(self, x):
        return checkpoint_sequential(self.layers, 2, x, preserve_rng_state=False)

# expect: TN502 warning 15:76
