import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop1 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(6, 4)
        self.drop2 = nn.Dropout(0.5)
        self.fc3 = nn.Linear(4, 2)

    def forward(self, x):
        x = self.fc2(self.drop1(F.relu(self.fc1(x))))
        return self.fc3(self.drop2(F.relu(x)))
