# After "About dropout" (https://github.com/philipxjm/Deep-Convolution-Stock-Technical-Analysis/issues/8).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, dropout=1.0):
        super().__init__()
        self.fc1 = nn.Linear(10, 16)
        self.fc2 = nn.Linear(16, 2)
        self.dropout = dropout

    def forward(self, x):
        x = torch.relu(self.fc1(x))
        if self.dropout > 0.0:
            x = F.dropout(x, self.dropout, self.training)
        return self.fc2(x)

# expect: TN303 warning 17:17
