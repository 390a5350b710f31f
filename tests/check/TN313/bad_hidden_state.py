# After "Dropout is not required to apply to hidden states" (https://github.com/chainer/chainer/pull/2502).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.GRUCell(8, 8)

    def forward(self, x):
        h = torch.zeros(x.size(0), 8)
        for step in x.unbind(1):
            h = F.dropout(h, 0.2, self.training)
            h = self.cell(step, h)
        return h

# expect: TN313 advice 15:17
