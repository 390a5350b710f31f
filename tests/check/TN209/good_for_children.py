# good_child_calls.py has a class that extends this one, and calls what is only made here.
from torch import nn


class RecurrentBase(nn.Module):
    def __init__(self, n, p=0.1):
        super().__init__()
        self.input_dropout = nn.Dropout(p)
        self.fc = nn.Linear(n, n)

    def forward(self, x):
        return self.fc(x)
