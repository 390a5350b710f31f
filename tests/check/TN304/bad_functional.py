import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        x = F.dropout(self.fc1(x), 0.95, self.training)
        return self.fc2(x)

# expect: TN304 advice 13:13
