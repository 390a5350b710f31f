import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.bn = nn.BatchNorm1d(6)
        self.drop = nn.Dropout(0.0)

    def forward(self, x):
        return self.bn(self.drop(F.relu(self.fc1(x))))
# expect: TN308 advice 11:32
