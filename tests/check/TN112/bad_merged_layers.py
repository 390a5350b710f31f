# After "Missing trainable variables from MergeLayer" (https://github.com/asyml/texar-pytorch/issues/72).
# input: 16
import torch
import torch.nn.functional as F
from torch import nn


class Merge(nn.Module):
    def __init__(self, layers):
        super().__init__()
        self.branches = list(layers)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], dim=1)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.merge = Merge([nn.Linear(16, 4), nn.Linear(16, 8)])
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(12, 2)

    def forward(self, x):
        return self.out(self.drop(torch.relu(self.merge(x))))

# expect: TN112 warning 20:29
# expect: TN112 warning 20:47
