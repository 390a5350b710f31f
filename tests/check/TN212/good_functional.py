import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 16)
        self.fc2 = nn.Linear(16, 16)
        self.out = nn.Linear(16, 4)

    def forward(self, x):
        x = F.dropout(torch.relu(self.fc1(x)), 0.2, self.training)
        x = F.dropout(torch.relu(self.fc2(x)), 0.2, self.training)
        return self.out(x)
