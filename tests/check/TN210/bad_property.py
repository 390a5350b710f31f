# After "Reject class attributes hiding registered submodules" (https://github.com/pytorch/pytorch/pull/196942).
import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 16)
        self.dropout = nn.Dropout(0.1)

    @property
    def dropout(self):
        return 0.1

    def forward(self, x):
        return F.relu(self.fc(x))

# expect: TN210 warning 11:9
# expect: TN209 warning 11:24
