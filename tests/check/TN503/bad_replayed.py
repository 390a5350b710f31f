# After "[AOTAutograd] Replay RNG state for memory-budget rematerialization" (https://github.com/pytorch/pytorch/pull/191684).
import torch
import torch.nn.functional as F
from torch import nn
from torch._functorch import config


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 64), nn.GELU(), nn.Dropout(0.5), nn.Linear(64, 8))

    def forward(self, x):
        return self.net(x)


config.activation_memory_budget = 0.25
net = Net()
step = torch.compile(net)

# expect: TN503 warning 17:35
