import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 6), nn.Tanh(), nn.Dropout(0.0), nn.Linear(6, 2))

    def forward(self, x):
        return self.net(x)

# expect: TN308 advice 9:73
