import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 1)
        self.b = nn.Conv2d(3, 8, 3, padding=1)
        self.drop_a = nn.Dropout2d(0.1)
        self.drop_b = nn.Dropout2d(0.3)
        self.norm = nn.GroupNorm(1, 16)
        self.fc = nn.Linear(16, 2)

    def forward(self, x):
        x = torch.cat([self.drop_a(F.relu(self.a(x))), self.drop_b(F.relu(self.b(x)))], dim=1)
        return self.fc(self.norm(x).mean((2, 3)))

# input: 3x8x8
# expect: TN312 advice 18:24
