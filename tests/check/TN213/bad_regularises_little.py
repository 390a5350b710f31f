# After "Spatial Dropout" (https://github.com/rosejn/cortex/issues/56).
# input: 3x18x18
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1 = nn.Conv2d(3, 6, 3)
        self.pool = nn.MaxPool2d(2)
        self.c2 = nn.Conv2d(6, 12, 3)
        self.fc = nn.Linear(12 * 6 * 6, 5)

    def forward(self, x):
        x = F.dropout(self.pool(torch.relu(self.c1(x))), 0.25, self.training)
        return self.fc(torch.relu(self.c2(x)).flatten(1))

# expect: TN213 advice 17:13
