# After "MLP training should not allow a dropout rate of 1" (https://github.com/gtkfi/ArcSDM/issues/287).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(10, 16)
        self.dropout = nn.Dropout(1.0)
        self.out = nn.Linear(16, 1)

    def forward(self, x):
        return torch.sigmoid(self.out(self.dropout(torch.relu(self.hidden(x)))))

# expect: TN303 warning 15:39
