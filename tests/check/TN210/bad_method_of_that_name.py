# After "Raise error when class attributes shadow registered parameters or modules" (https://github.com/pytorch/pytorch/pull/185056).
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, p=0.2):
        super().__init__()
        self.fc = nn.Linear(16, 4)
        self.regularise = nn.Dropout(p)

    def regularise(self, x):
        return x * 0.5

    def forward(self, x):
        return self.fc(self.regularise(x))

# expect: TN210 warning 11:9
