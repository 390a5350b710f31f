# Nothing below is reached, or meant to be.
from torch import nn

raise NotImplementedError("not yet")

letters = [BLANK, "a", "b"]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x)
