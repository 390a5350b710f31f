import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc0 = nn.Linear(8, 8)
        self.fc1 = nn.Linear(8, 8)

    def forward(self, x):
        x = self.fc0(x)
        skip = F.dropout(x, 0.1, self.training)
        return skip + self.fc1(x)

# expect: TN207 warning 14:16
