import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x, lengths=None):
        if lengths is not None:
            mask = lengths > 0
        if mask is not None:
            x = x.masked_fill(mask, 0.0)
        return self.fc(x) if mask is None else self.fc(x) * 2

# expect: TN105 error 13:12
