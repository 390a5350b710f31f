import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 4)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = torch.cat([self.a(x), x], dim=1)
        return self.fc(x)

# model: Net()
# input: 8
# expect: TN101 error 10:29
