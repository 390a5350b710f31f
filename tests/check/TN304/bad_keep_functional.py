import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, keepProb=0.85):
        super().__init__()
        self.keepProb = keepProb
        self.fc1 = nn.Linear(8, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(F.dropout(self.fc1(x), self.keepProb, self.training))

# expect: TN304 warning 14:25
