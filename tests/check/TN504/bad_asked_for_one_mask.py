# After "How to keep the same Dropout mask for different batches" (https://github.com/pytorch/pytorch/issues/2649).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 10)
        self.out = nn.Linear(10, 1)
        self.mask = None

    def forward(self, x):
        h = torch.relu(self.fc(x))
        if self.training:
            if self.mask is None:
                self.mask = torch.bernoulli(torch.full_like(h, 0.5))
            h = h * self.mask / 0.5
        return self.out(h)

# expect: TN504 warning 18:17
