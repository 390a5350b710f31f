"""Sizes that depend on what is given, or that something else changes on the way."""
import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.fc1 = nn.Linear(width, 128)
        self.fc2 = nn.Linear(256, 64)
        self.fc3 = nn.Linear(width, classes)

    def forward(self, x):
        both = torch.cat([self.fc1(x), self.fc1(-x)], 1)
        return self.fc3(self.fc2(both).view(-1, self.fc3.in_features))


class Gate(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 128)
        self.glu = nn.GLU()
        self.fc2 = nn.Linear(64, 10)

    def forward(self, x):
        return self.fc2(self.glu(self.fc1(x)))
