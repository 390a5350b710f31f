import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.drop = nn.Dropout1d(0.2)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = self.drop(torch.relu(self.fc1(x)))
        return self.fc(x.mean(1))

# input: 12x8
# expect: TN311 advice 14:13
