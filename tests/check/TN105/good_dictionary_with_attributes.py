# The default is written as a dictionary; what callers give has attributes too.
from torch import nn


class Net(nn.Module):
    def __init__(self, width=8, encoder=dict(layers=dict(rate=0.1))):
        super().__init__()
        self.fc1 = nn.Linear(width, 4)
        self.drop = nn.Dropout(encoder.layers.rate)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x)))
