import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dropout = 0.3
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        if self.training:
            x = x * 1.0
        else:
            self.dropout = 0
        return self.fc2(F.dropout(torch.tanh(self.fc1(x)), self.dropout, self.training))

# expect: TN405 warning 17:13
