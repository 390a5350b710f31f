import torch
import torch.nn.functional as F
from torch import nn
from others import helper


class Net(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.fc1 = nn.Linear(sizes.first, sizes.second)
        self.fc2 = nn.Linear(sizes.second, sizes.third)
        self.dropout1 = nn.Dropout(0.2)

    def forward(self, x):
        x = helper(self.fc1(x))
        x = self.dropout1(x)
        return self.fc2(self.dropout2(x))

# expect: TN113 error 17:25
