# A module under an unknown name is a module all the same: what it makes of the shape is unknown.
import os

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.more = nn.Sequential()
        self.more.add_module(os.environ["NAME"], nn.Linear(6, 4))
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(self.more(self.fc1(x)))
