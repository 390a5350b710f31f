# After "Added SpatialDropout + doc + test." (https://github.com/torch/nn/pull/216).
# input: 1x20x20
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Conv2d(1, 8, 5), nn.ReLU(), nn.Dropout(0.5), nn.Conv2d(8, 4, 5), nn.ReLU(), nn.Conv2d(4, 1, 1))

    def forward(self, x):
        return self.net(x)

# expect: TN213 advice 14:16
