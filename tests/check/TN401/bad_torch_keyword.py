import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        return self.fc2(torch.dropout(torch.tanh(self.fc1(x)), p=0.5, train=True))

# expect: TN401 advice 12:25
