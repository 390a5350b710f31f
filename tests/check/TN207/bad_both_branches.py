# After "Add skip-dropout" (https://github.com/qdrant/quaterion-models/pull/19).
import torch
import torch.nn.functional as F
from torch import nn


class SkipConnectionHead(nn.Module):
    def __init__(self):
        super().__init__()
        self.gates = nn.Parameter(torch.zeros(16))
        self.fc = nn.Linear(16, 16)
        self.dropout = nn.Dropout(0.1)
        self.skip_dropout = nn.Dropout(0.1)

    def forward(self, x):
        return self.skip_dropout(x) + self.dropout(torch.tanh(self.fc(x)))

# expect: TN207 warning 16:16
