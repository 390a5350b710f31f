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
        self.conv = nn.Conv2d(3, 8, 3)
        self.drop = nn.FeatureAlphaDropout(0.1)
        self.fc = start(nn.Linear(288, 4))

    def forward(self, x):
        x = torch.flatten(F.selu(self.conv(x)), 1)
        return self.fc(self.drop(x))

# input: 3x8x8
# expect: TN310 warning 21:24
# expect: TN309 advice 20:27
