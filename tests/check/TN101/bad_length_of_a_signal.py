# After "mat1 and mat2 shapes cannot be multiplied" (https://github.com/TylerYep/torchinfo/issues/269).
# input: 1x13
import torch
import torch.nn.functional as F
from torch import nn


class Regression(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            nn.Conv1d(1, 32, 2), nn.ReLU(), nn.Conv1d(32, 64, 2), nn.ReLU(), nn.Conv1d(64, 128, 2), nn.ReLU(),
            nn.Flatten(), nn.Linear(128 * 5, 1))

    def forward(self, x):
        return self.model(x)

# expect: TN101 error 13:37
