import torch
import torch.nn as nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Linear(8, 16),
            nn.ReLU(),  # first
            nn.Dropout(0.2),
            nn.Linear(16, 16),
            nn.SELU()
        )
        self.head = nn.Sequential(nn.Linear(16, 6), nn.Sigmoid(), nn.Linear(6, 3))

    def forward(self, x):
        return self.head(self.features(x))
