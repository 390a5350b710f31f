# After "mid channels argument in Reslayer" (https://github.com/BlankCheng/FMNet.pytorch-DeepFunctionalMap/issues/1).
# input: 352
import torch
import torch.nn.functional as F
from torch import nn


class ResLayer(nn.Module):
    def __init__(self, in_channels, mid_channels, out_channels):
        super().__init__()
        self.fc1 = nn.Linear(in_channels, mid_channels)
        self.fc2 = nn.Linear(mid_channels, out_channels)
        self.shortcut = nn.Linear(in_channels, out_channels) if in_channels != out_channels else nn.Identity()

    def forward(self, x):
        return F.relu(self.fc2(F.relu(self.fc1(x))) + self.shortcut(x))


class Features(nn.Module):
    def __init__(self, num_layers=3, dim=352):
        super().__init__()
        layers = []
        for _ in range(num_layers):
            layers.append(ResLayer(dim, dim))
        self.layers = nn.Sequential(*layers)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        return self.drop(self.layers(x))

# expect: TN103 error 24:27
