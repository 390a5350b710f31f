import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(8, 4), nn.SELU(), nn.Dropout(0.5), nn.Linear(4, 2))

    def forward(self, x):
        return self.net(x)

# expect: TN302 warning 12:16
# expect: TN309 advice 12:16
