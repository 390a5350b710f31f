# One finding for all that a call misses, and what it gives by a wrong name comes first.
import torch
from torch import nn


class Branch(nn.Module):
    def __init__(self, n_in, n_out, height, width, *, rate):
        super().__init__()
        self.fc = nn.Linear(n_in, n_out)
        self.drop = nn.Dropout(rate)

    def forward(self, x):
        return self.fc(self.drop(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.branch = Branch(8, 4)

    def forward(self, x):
        return self.branch(x)


class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.branch = Branch(8, 4, high=2, width=3, rate=0.1)

    def forward(self, x):
        return self.branch(x)

# expect: TN103 error 19:23
# expect: TN102 error 28:36
