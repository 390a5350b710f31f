import torch
from torch import nn


class Frozen(nn.Module):
    """Keeps batch norm in evaluation: a train of its own that switches."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Dropout2d(0.2), nn.Conv2d(8, 2, 1))

    def forward(self, x):
        return self.body(x)

    def train(self, mode: bool = True):
        super().train(mode)
        self.body[1].eval()
        return self

    def eval(self):
        return self.train(False)


class Sampled(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(x) + x

    def train(self, *args, **kwargs):
        self.training = True
        return self


class NoModes(nn.Module):
    def __init__(self, train):
        super().__init__()
        self.train = train
        self.fc = nn.Linear(2, 2)

    def forward(self, x):
        return torch.relu(self.fc(x))
