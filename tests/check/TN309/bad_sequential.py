import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(16, 32),
            nn.SELU(),
            nn.AlphaDropout(0.05),
            nn.Linear(32, 4),
        )

    def forward(self, x):
        return self.net(x)

# expect: TN309 advice 17:16
