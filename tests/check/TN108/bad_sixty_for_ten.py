# After "ValueError: Expected input batch_size (60) to match target batch_size (10)" (https://github.com/pytorch/pytorch/issues/139031).
# input: 6x4
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 32)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(32, 3)

    def forward(self, x):
        x = x.reshape(-1, 4)
        return self.fc2(self.drop(torch.relu(self.fc1(x))))

# expect: TN108 error 11:30
