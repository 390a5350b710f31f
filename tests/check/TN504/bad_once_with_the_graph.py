# After "About memory's variational dropout" (https://github.com/stanfordnlp/mac-network/issues/28).
import torch
import torch.nn.functional as F
from torch import nn


class MACCell(nn.Module):
    def __init__(self, keep=0.85):
        super().__init__()
        self.keep = keep
        self.memory_mask = None
        self.write = nn.Linear(16, 16)

    def forward(self, memory):
        memory = self.write(memory)
        if self.memory_mask is None:
            self.memory_mask = (torch.rand(memory.shape) < self.keep).float() / self.keep
        return memory * self.memory_mask

# expect: TN504 warning 17:13
