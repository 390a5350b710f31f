import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(8, 8), nn.Dropout(0.1), nn.ReLU(), nn.Linear(8, 8), nn.Dropout(0.1), nn.ReLU(), nn.Linear(8, 2)
        )

    def forward(self, x):
        return self.layers(x)

# expect: TN202 advice 13:16
# expect: TN202 advice 13:16
