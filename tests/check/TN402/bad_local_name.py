import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        drop = nn.Dropout(p=0.3)
        return self.fc2(drop(torch.tanh(self.fc1(x))))

# expect: TN402 warning 13:16
