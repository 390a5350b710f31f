import torch
import torch.nn.functional as F
from torch import nn


from torch._functorch import config


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))


with config.patch(activation_memory_budget=0.25):
    model = torch.compile(Net())
    model(torch.randn(4, 8)).sum().backward()

# expect: TN503 warning 20:44
