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
        self.fc1 = start(nn.Linear(16, 16))
        self.drop = nn.FeatureAlphaDropout(0.1)
        self.fc2 = start(nn.Linear(16, 4))

    def forward(self, x):
        return self.fc2(self.drop(F.selu(self.fc1(x))))

# input: 16
# expect: TN310 warning 20:25
