import torch
import torch.nn.functional as F
from torch import nn


import torch.utils.checkpoint as cp


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(cp.checkpoint(self.drop, x, preserve_rng_state=False))

# expect: TN502 warning 16:71
