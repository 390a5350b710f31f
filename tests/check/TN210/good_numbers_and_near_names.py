from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.type = "small"
        self.halves = nn.Linear(8, 4)
        self.applied = nn.Dropout(0.5)
        self.out = nn.Linear(4, 4)

    def forward(self, x):
        return self.out(self.applied(self.halves(x)))
