# After "nb_layers should be int" (https://github.com/uoguelph-mlrg/Cutout/issues/9).
import torch
import torch.nn.functional as F
from torch import nn


class Stage(nn.Module):
    def __init__(self, n_layers, width, p):
        super().__init__()
        layers = []
        for _ in range(n_layers):
            layers += [nn.Conv2d(width, width, 3, padding=1), nn.ReLU(), nn.Dropout2d(p)]
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)

class WideNet(nn.Module):
    def __init__(self):
        super().__init__()
        n = (28 - 4) / 6
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.stage = Stage(n, 16, 0.3)

    def forward(self, x):
        return self.stage(self.stem(x))

# expect: TN109 error 11:18
# expect: TN205 advice 16:16
