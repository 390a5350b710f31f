# After "use nn.ModuleList" (https://github.com/kefirski/pytorch_Highway/issues/1).
# input: 24
import torch
import torch.nn.functional as F
from torch import nn


class Highway(nn.Module):
    def __init__(self, size=24, n_layers=2):
        super().__init__()
        self.gate, self.transform = [], []
        for _ in range(n_layers):
            self.gate.append(nn.Linear(size, size))
            self.transform.append(nn.Linear(size, size))
        self.n_layers = n_layers
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(size, 3)

    def forward(self, x):
        for i in range(self.n_layers):
            gate = torch.sigmoid(self.gate[i](x))
            x = gate * torch.relu(self.transform[i](x)) + (1 - gate) * x
        return self.out(self.drop(x))

# expect: TN112 warning 13:30
# expect: TN112 warning 14:35
