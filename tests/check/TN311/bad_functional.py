import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = F.dropout1d(torch.tanh(self.fc1(x)), 0.2, self.training)
        return self.fc(x)

# input: 12x8
# expect: TN311 advice 13:13
