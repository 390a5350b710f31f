import torch
import torch.nn.functional as F
from torch import nn
from torch.nn import init


def start(layer):
    init.normal_(layer.weight, 0.0, layer.in_features ** -0.5)
    return layer


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(start(nn.Linear(8, 8)), nn.SELU(), nn.FeatureAlphaDropout(p=0.05), start(nn.Linear(8, 2)))

    def forward(self, x):
        return self.net(x)

# input: 8
# expect: TN310 warning 18:16
