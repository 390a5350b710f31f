# After "Save forward RNG outputs when the memory-budget partitioner forces recompute" (https://github.com/pytorch/pytorch/pull/190759).
import torch
import torch.nn.functional as F
from torch import nn
import torch._functorch.config as functorch_config


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(64, 64), nn.GELU(), nn.Dropout(0.5), nn.Linear(64, 8))

    def forward(self, x):
        return self.net(x)


functorch_config.activation_memory_budget = 0.005
model = torch.compile(Net())

# expect: TN503 warning 17:45
