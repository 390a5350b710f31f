import torch
import torch.nn.functional as F
from torch import nn


def drop_maps(x):
    return F.dropout2d(x, 0.5, False)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(drop_maps(self.conv(x)).mean((2, 3)))

# expect: TN408 advice 7:12
