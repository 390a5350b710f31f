# After "No Dropout after the last FC Layer" (https://github.com/dnouri/kfkd-tutorial/issues/4).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden4 = nn.Linear(96, 50)
        self.dropout4 = nn.Dropout(0.5)
        self.output = nn.Linear(50, 30)
        self.dropout5 = nn.Dropout(0.5)

    def forward(self, x):
        x = self.dropout4(F.relu(self.hidden4(x)))
        return self.dropout5(self.output(x))

# expect: TN205 advice 17:16
