# After "DropBlock at Residual Connections" (https://github.com/miguelvr/dropblock/issues/31).
# input: 8x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8))
        self.drop = nn.Dropout2d(0.2)

    def forward(self, x):
        return torch.relu(self.block(x) + self.drop(x))

# expect: TN207 warning 15:43
