import torch
import torch.nn.functional as F
from torch import nn


import torch.utils.checkpoint


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.Linear(8, 8), nn.Dropout2d(0.1))

    def forward(self, x):
        return torch.utils.checkpoint.checkpoint(self.block, x, preserve_rng_state=False)

# expect: TN502 warning 15:84
# expect: TN205 advice 15:16
# expect: TN301 warning 15:16
