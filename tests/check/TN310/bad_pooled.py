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
        self.drop = nn.FeatureAlphaDropout(0.2)
        self.fc = start(nn.Linear(8, 4))

    def forward(self, x):
        x = F.selu(self.conv(x)).mean((2, 3))
        return self.fc(self.drop(x))

# input: 3x8x8
# expect: TN310 warning 21:24
# expect: TN309 advice 20:13
