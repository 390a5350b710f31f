# input: 5x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout2d(0.2)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x)))

# expect: TN301 warning 15:25
# expect: TN311 advice 15:25
