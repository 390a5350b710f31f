import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, width, merge):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.merge = merge

    def forward(self, x):
        x = F.dropout(self.merge(x), p=20, training=self.training)
        # expect: TN104 error 12:40
        return F.dropout(self.fc(x), p="0.5", training=self.training)
        # expect: TN104 error 14:40
