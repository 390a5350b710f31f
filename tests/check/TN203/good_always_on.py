import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.norm = nn.BatchNorm1d(8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        x = F.dropout(self.fc(x), 0.2, training=True)
        return self.out(self.norm(x))

# expect: TN401 advice 14:13
