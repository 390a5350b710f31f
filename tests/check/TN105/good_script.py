# What a script's own statements assign is not known here, but it is assigned.
from torch import nn

with open("sizes.txt") as f:
    sizes = f.read().split()
width = len(sizes)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.forward = self.forward_train

    def forward_train(self, x):
        return self.fc1(x)
