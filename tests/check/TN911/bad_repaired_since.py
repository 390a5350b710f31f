import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 4)

    def forward(self, x):
        x = F.dropout(self.fc1(x), 0.2, training=self.training)  # thinnet: ignore[TN401]
        return self.fc2(x)

# expect: TN911 advice 13:66
