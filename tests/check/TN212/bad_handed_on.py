import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, drop):
        super().__init__()
        self.fc = nn.Linear(16, 16)
        self.drop = drop

    def forward(self, x):
        return self.drop(torch.relu(self.fc(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.a = Block(self.drop)
        self.b = nn.Linear(16, 16)
        self.out = nn.Linear(16, 4)

    def forward(self, x):
        x = self.a(x)
        x = self.drop(torch.relu(self.b(x)))
        return self.out(x)

# model: Net()
# expect: TN212 advice 26:13
