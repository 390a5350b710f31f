import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.2)
        self.soft = nn.Softmax(dim=1)

    def forward(self, x):
        return self.soft(self.drop(self.fc1(x)))

# expect: TN204 warning 14:26
