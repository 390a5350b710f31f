# After "[feature request] dropout1d" (https://github.com/pytorch/pytorch/issues/6442).
# input: 3x10
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 5)
        self.drop = nn.Dropout1d(0.5)
        self.fc2 = nn.Linear(5, 1)

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x)))

# expect: TN311 advice 16:25
