import torch
import torch.nn.functional as F
from helpers import lecun_init
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 16)
        self.fc2 = nn.Linear(16, 4)
        self.apply(lecun_init)

    def forward(self, x):
        return self.fc2(F.selu(self.fc1(x)))
