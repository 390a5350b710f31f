import torch
import torch.nn as nn
import torch.nn.functional as F


class Net(nn.Module):
    def __init__(self, rate=0.4):
        super().__init__()
        self.rate = rate
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 16)
        self.fc3 = nn.Linear(16, 3)

    def forward(self, x):
        x = F.dropout(F.relu(self.fc1(x)), p=self.rate, training=self.training)
        x = torch.tanh(self.fc2(x))
        x = F.dropout(x, training=self.training)
        return self.fc3(x)
