import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop_rate = 0.5
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        self.prepare()
        return self.fc2(F.dropout(torch.tanh(self.fc1(x)), self.drop_rate, self.training))

    def prepare(self):
        if self.training is False or not self.training:
            self.drop_rate = 0.

# expect: TN405 warning 19:13
