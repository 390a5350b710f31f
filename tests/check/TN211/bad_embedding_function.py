import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.table = nn.Parameter(torch.zeros(100, 8))

    def forward(self, tokens):
        return F.embedding(self.drop(tokens), self.table)

# expect: TN211 warning 13:28
