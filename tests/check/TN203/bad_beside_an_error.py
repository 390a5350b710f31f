import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.drop = nn.Dropout(0.5)
        self.bn = nn.BatchNorm1d(8)
        self.fc = nn.Linear(9, 2)

    def forward(self, x):
        x = self.bn(self.drop(self.layers(x)))
        return self.fc(x)

# expect: TN101 error 11:29
# expect: TN203 warning 14:21
