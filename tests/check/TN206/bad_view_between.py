# input: 1x4x4
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.drop1 = nn.Dropout(0.1)
        self.drop2 = nn.Dropout(0.4)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = torch.flatten(self.drop1(self.conv(x)), 1)
        x = self.drop2(x)
        return self.fc(x)

# expect: TN206 warning 17:13
