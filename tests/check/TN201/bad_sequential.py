import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 6), nn.GELU(), nn.AlphaDropout(0.05), nn.Linear(6, 2))

    def forward(self, x):
        return self.net(x)

# expect: TN201 advice 12:16
