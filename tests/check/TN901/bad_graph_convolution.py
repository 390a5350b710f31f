# After "ARGA constructor issue" (https://github.com/pyg-team/pytorch_geometric/issues/681).
import torch
import torch.nn.functional as F
from torch import nn


from graphs import GraphConv


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = GraphConv(8, 4)
        self.drop = nn.Dropout(0.2)

    def forward(self, x, edges):
        return self.drop(self.conv(x, edges))

# expect: TN901 advice 7:20
# expect: TN205 advice 17:16
