# After "Use sigmoid activation function in combination with dropout" (https://github.com/OpenANN/OpenANN/issues/35).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, hidden=64, p=0.5):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(16, hidden), nn.Linear(hidden, hidden)])
        self.drops = nn.ModuleList([nn.Dropout(p), nn.Dropout(p)])
        self.out = nn.Linear(hidden, 4)

    def forward(self, x):
        for fc, drop in zip(self.hidden, self.drops):
            x = drop(fc(x)).sigmoid()
        return self.out(x)

# expect: TN208 advice 16:17
