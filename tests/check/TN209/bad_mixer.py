# After "Dropout missing in feed forward layers" (https://github.com/isaaccorley/mlp-mixer-pytorch/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 32)
        self.gelu = nn.GELU()
        self.drop = nn.Dropout(0.1)
        self.fc2 = nn.Linear(32, 16)

    def forward(self, x):
        return self.fc2(self.gelu(self.fc1(x)))

# expect: TN209 warning 12:21
