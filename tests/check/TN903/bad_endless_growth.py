import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList()
        while len(self.layers) >= 0:  # meant: < 8
            self.layers.append(nn.Linear(8, 8))

    def forward(self, x):
        return x

# expect: TN903 advice 10:19
