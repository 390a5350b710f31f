# After "Dropout" (https://github.com/diegoantognini/pyGAT/issues/55).
import torch
import torch.nn.functional as F
from torch import nn


class GAT(nn.Module):
    def __init__(self, dropout=True):
        super().__init__()
        self.dropout = dropout
        self.fc = nn.Linear(16, 8)
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        x = F.dropout(F.elu(self.fc(x)), self.dropout, training=self.training)
        return F.log_softmax(self.out(x), dim=1)

# expect: TN303 warning 15:13
