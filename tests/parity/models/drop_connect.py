"""A net that drops weights, as PyTorch spells it."""
import torch.nn as nn
import torch.nn.functional as F


class DropConnectFCN(nn.Module):
    def __init__(self, p=0.4):
        super().__init__()
        self.fc1 = nn.Linear(10, 50)
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.Dropout(0.3)
        self.fc2 = nn.Linear(50, 2, bias=False)
        self.p = p

    def forward(self, x):
        x = F.linear(x, F.dropout(self.fc1.weight, self.p, self.training), self.fc1.bias)
        x = self.dropout1(self.relu1(x))
        return F.linear(x, F.dropout(self.fc2.weight, 0.2, self.training))
