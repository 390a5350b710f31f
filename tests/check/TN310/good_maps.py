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
        self.conv1 = nn.Conv2d(3, 8, 3)
        self.drop = nn.FeatureAlphaDropout(0.1)
        self.conv2 = nn.Conv2d(8, 4, 3)

    def forward(self, x):
        return self.conv2(self.drop(F.selu(self.conv1(x)))).mean((2, 3))

# input: 3x8x8
