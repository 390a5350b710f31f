import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Dropout(0.5, inplace=True), nn.Linear(4, 2))

    def forward(self, x):
        return self.net(x)

# expect: TN305 error 12:16
