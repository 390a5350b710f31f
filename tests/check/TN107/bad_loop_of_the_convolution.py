# After "TypeError: forward() takes from 3 to 4 positional arguments but 5 were given" (https://github.com/yanglan0225/s3net/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class DenseConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.lin = nn.Linear(inputs, outputs)

    def forward(self, x, adj, mask=None):
        x = self.lin(adj @ x)
        return x if mask is None else x * mask


class Pool(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = DenseConv(8, 8)
        self.drop = nn.Dropout(0.5)
        self.add_loop = True

    def forward(self, x, adj, mask=None):
        return self.drop(F.relu(self.conv(x, adj, mask, self.add_loop)))

# expect: TN107 error 25:57
