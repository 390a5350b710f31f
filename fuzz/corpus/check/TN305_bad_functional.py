import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        x = torch.tanh(self.fc1(x))
        x = F.dropout(x, 0.2, self.training, inplace=True)
        return self.fc2(x)

# expect: TN305 error 14:13
