import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        a = F.dropout(torch.tanh(self.a(x)), 0.2, self.training)
        b = F.dropout(torch.tanh(self.b(x)), 0.4, self.training)
        return self.fc(self.norm(a + b))

# input: 8
# expect: TN312 advice 17:24
