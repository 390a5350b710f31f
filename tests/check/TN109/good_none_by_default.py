# Whoever makes this one passes a block.
from torch import nn


class Net(nn.Module):
    def __init__(self, shared=None):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.shared = shared

    def forward(self, x):
        return self.shared(self.fc(x))
