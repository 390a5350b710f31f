import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(8, 8), nn.Linear(8, 8)
        self.out = nn.Linear(
            16,
            3,
        )

    def forward(self, x):
        skip = x
        x = torch.relu(self.a(x))
        x += skip
        y = torch.sigmoid(self.b(x))
        return self.out(torch.cat([x, y], dim=1))
