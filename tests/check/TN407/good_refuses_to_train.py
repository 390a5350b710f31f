# What train() shall do from now on is written beside it.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.dropout = nn.Dropout(0.5)
        self.fc2 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc2(self.dropout(self.fc1(x)))

    def freeze(self):
        def train(mode=True):
            if mode:
                raise RuntimeError("a frozen net is not trained")

        self.eval()
        self.train = train
