import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(10**9))

    def forward(self, x):
        return self.layers[0](x)

# expect: TN903 advice 9:72
