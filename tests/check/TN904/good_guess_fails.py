# A guess that does not fit says nothing about the class.
from torch import nn


class Net(nn.Module):
    def __init__(self, in_features, hidden):
        super().__init__()
        self.fc1 = nn.Linear(in_features, hidden)
        self.fc2 = nn.Linear(hidden + 1, 4)

    def forward(self, x):
        return self.fc2(self.fc1(x))
