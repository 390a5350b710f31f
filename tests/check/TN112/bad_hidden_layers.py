# After "Module: parameters are not included if the module is initialized in a list" (https://github.com/pytorch/pytorch/issues/715).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, n_layers=2):
        super().__init__()
        self.hids = []
        for i in range(n_layers):
            self.hids.append([nn.Linear(16, 16), nn.Dropout(0.2), nn.ReLU()])
        self.classifier = nn.Linear(16, 3)

    def forward(self, x):
        for linear, drop, act in self.hids:
            x = act(drop(linear(x)))
        return self.classifier(x)

# expect: TN112 warning 12:31
# expect: TN202 advice 17:21
