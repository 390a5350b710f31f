# input: 1x5x5
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.drop = nn.Dropout(0.5)
        self.fc = nn.Linear(36, 2)

    def forward(self, x):
        x = torch.flatten(F.selu(self.conv(x)), 1)
        return self.fc(self.drop(x))

# expect: TN302 warning 16:24
# expect: TN309 advice 15:27
