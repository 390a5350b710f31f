# After "More pytorchic using nn.GELU module" (https://github.com/dhlee347/pytorchic-bert/pull/27).
import settings
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 8)

    def forward(self, x):
        h = self.fc1(x)
        h = F.gelu(h) if settings.gelu() else torch.relu(h)
        return self.fc2(h)

# expect: TN902 advice 16:26
