import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Sequential(nn.Linear(8, 6), nn.ReLU(), nn.Dropout(0.2))
        self.b = nn.Sequential(nn.Dropout(0.2), nn.Linear(6, 2))

    def forward(self, x):
        x = self.a(x)
        return self.b(x)

# expect: TN206 warning 14:16
