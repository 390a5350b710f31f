import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.dropout = nn.Dropout(0.5)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        return self.fc2(self.dropout(torch.tanh(self.fc1(x))))

    def dropout(self, x):
        return x

# expect: TN210 warning 10:9
