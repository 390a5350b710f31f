import torch
import torch.nn.functional as F
from torch import nn


class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 30)
        self.drop = nn.Dropout(0.2)
        self.fire = nn.GELU()

    def forward(self, x):
        return self.fire(self.drop(self.fc(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Part()
        self.out = nn.Linear(30, 2)

    def forward(self, x):
        return self.out(self.first(x))

# expect: TN208 advice 14:26
