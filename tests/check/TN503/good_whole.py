import torch
import torch.nn.functional as F
from torch import nn


import torch._functorch.config

torch._functorch.config.activation_memory_budget = 1.0


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


model = torch.compile(Net())
