# After "Dropout final layer" (https://github.com/sisl/BetaZero.jl/pull/4).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(6, 64), nn.ReLU(), nn.Linear(64, 4), nn.Dropout(0.2))

    def forward(self, x):
        return self.net(x)

# expect: TN205 advice 13:16
