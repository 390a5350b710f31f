import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, rate=0.1):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(rate)
        self.drop = rate
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        return self.fc2(F.dropout(torch.tanh(self.fc1(x)), self.drop, self.training))

# expect: TN210 warning 10:9
