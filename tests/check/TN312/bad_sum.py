import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 8)
        self.drop_a = nn.Dropout(0.1)
        self.drop_b = nn.Dropout(0.5)
        self.norm = nn.LayerNorm(8)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = self.drop_a(torch.relu(self.a(x))) + self.drop_b(torch.relu(self.b(x)))
        return self.fc(self.norm(x))

# input: 8
# expect: TN312 advice 18:24
