import torch
import torch.nn.functional as F
from torch import nn


import torch._functorch.config as functorch_config


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


functorch_config.activation_memory_budget = 0.1
net = Net()
net = torch.compile(net, dynamic=False)

# expect: TN503 warning 20:45
