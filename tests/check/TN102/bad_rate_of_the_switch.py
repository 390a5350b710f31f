# After "Tensorflow dropout unrecognized keyword argument" (https://github.com/deepchem/deepchem/issues/1616).
import torch
import torch.nn.functional as F
from torch import nn


class FcNet(nn.Module):
    def __init__(self, dropouts=(0.25,)):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(20, 20), nn.Linear(20, 10)])
        self.dropout = nn.Dropout(rate=dropouts[0])

    def forward(self, x):
        for layer in self.layers:
            x = self.dropout(torch.relu(layer(x)))
        return x

# expect: TN102 error 11:35
