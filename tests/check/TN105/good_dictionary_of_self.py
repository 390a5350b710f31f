import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    _defaults = {"width": 4, "rate": 0.2}

    def __init__(self):
        super().__init__()
        self.__dict__.update(self._defaults)
        self.fc = nn.Linear(8, self.width)
        self.out = nn.Linear(self.width, 2)
        self.drop = nn.Dropout(self.rate)

    def forward(self, x):
        return self.out(self.drop(self.fc(x)))
