# After "Dropout2d doesn't drop channels for (C, H, W)" (https://github.com/pytorch/pytorch/issues/69801).
# input: 3x4
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)
        self.drop = nn.Dropout2d(p=0.5)
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(self.drop(torch.relu(self.fc(x))))

# expect: TN301 warning 16:25
# expect: TN311 advice 16:25
