import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, drop_rate: float = 0.1):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)

# expect: TN307 warning 7:24
