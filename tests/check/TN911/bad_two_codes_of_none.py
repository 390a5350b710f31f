import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)  # thinnet: ignore[TN206, TN301]

    def forward(self, x):
        return self.fc1(x)

# expect: TN911 advice 9:37
