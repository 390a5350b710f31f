# A kind of layer that defaults to None fits an interface that others share.
from torch import nn


class Net(nn.Module):
    def __init__(self, drop_block=None):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)
