import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        width = 64.0
        while width > 0:
            width = width if width > 1 else 1.0
        self.fc = nn.Linear(8, int(width))

    def forward(self, x):
        return self.fc(x)

# expect: TN903 advice 10:15
