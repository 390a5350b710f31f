# After "TypeError: forward() missing 1 required positional argument: 'iteration'" (https://github.com/deeplearning-wisc/vos/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(16, 4)
        self.drop = nn.Dropout(0.5)

    def forward(self, features, iteration):
        scores = self.fc(features)
        return self.drop(scores) if iteration > 100 else scores


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 16)
        self.head = Head()

    def forward(self, x):
        return self.head(torch.relu(self.body(x)))

# expect: TN103 error 25:16
