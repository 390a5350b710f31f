# After "About the Resample Issue" (https://github.com/mdenil/dropout/issues/10).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 12)
        self.out = nn.Linear(12, 2)

    def forward(self, x):
        h = torch.relu(self.fc(x))
        if self.training:
            if not hasattr(self, 'mask'):
                self.mask = torch.bernoulli(torch.ones_like(h) * 0.5) * 2
            h = h * self.mask
        return self.out(h)

# expect: TN504 warning 17:17
