import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc = nn.Linear(width, width)

    def forward(self, x):
        x = self.fc(x)
        x = F.dropout(p=0.5, training=self.training)
        # expect: TN103 error 12:13
        return x
