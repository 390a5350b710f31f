# After "config.activation_memory_budget" (https://github.com/pytorch/pytorch/issues/161650).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 64), nn.GELU(), nn.Dropout(0.5), nn.Linear(64, 8))

    def forward(self, x):
        return self.net(x)


torch._functorch.config.activation_memory_budget = 0.8
model = torch.compile(Net().train())

# expect: TN503 warning 16:52
