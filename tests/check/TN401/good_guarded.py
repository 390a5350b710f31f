import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        x = self.fc1(x)
        if self.training:
            x = F.dropout(x, p=0.5)
        return x

# expect: TN205 advice 14:17
