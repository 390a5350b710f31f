import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 4)

    def forward(self, x):
        x = self.fc1(x)  # thinnet: ignore[TN401]
        x = F.dropout(x, 0.2)
        return self.fc2(x)

# expect: TN911 advice 13:26
# expect: TN401 warning 14:13
