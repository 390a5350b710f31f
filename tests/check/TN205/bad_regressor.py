# After "No dropout on output for Regressor Models" (https://github.com/deepchem/deepchem/issues/303).
import torch
import torch.nn.functional as F
from torch import nn


class Regressor(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(30, 20), nn.ReLU(), nn.Dropout(0.25))
        self.output = nn.Linear(20, 1)
        self.output_dropout = nn.Dropout(0.25)

    def forward(self, x):
        return self.output_dropout(self.output(self.layers(x)))

# expect: TN205 advice 15:16
