# After "Dropout: opposite meaning?" (https://github.com/hassony2/kinetics_i3d_pytorch/issues/6).
import torch
import torch.nn.functional as F
from torch import nn


class I3D(nn.Module):
    def __init__(self, dropout_prob=0.9):
        super().__init__()
        self.fc1 = nn.Linear(16, 16)
        self.dropout = torch.nn.Dropout(dropout_prob)
        self.fc2 = nn.Linear(16, 4)

    def forward(self, x):
        return self.fc2(self.dropout(torch.relu(self.fc1(x))))

# expect: TN304 advice 15:25
