import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        if not self.training:
            self.drop.p = 0
        return self.fc2(self.drop(torch.tanh(self.fc1(x))))

# expect: TN405 warning 15:13
