import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        x = F.selu(self.fc1(x))
        return self.fc2(F.dropout(x, 0.2, self.training))

# expect: TN302 warning 14:25
# expect: TN309 advice 13:13
