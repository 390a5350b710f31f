import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)

    def forward(self, x):
        return nn.Linear(6, 4)(torch.tanh(self.fc1(x)))

# expect: TN402 warning 12:16
