# The first call makes the layers, and later ones find them.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.head = None

    def build(self, classes):
        self.head = nn.Sequential(nn.Linear(16, 16), nn.ReLU(), nn.Dropout(0.5), nn.Linear(16, classes))

    def forward(self, x):
        x = self.fc1(x)
        if self.head is None:
            self.build(4)
        return self.head(x)


class Asked(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)

    def forward(self, x):
        x = self.fc1(x)
        if not hasattr(self, "head"):
            self.head = nn.Linear(x.size(1), 4)
        return self.head(x)


class Marked(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.built = False

    def build(self, width):
        self.head = nn.Linear(width, 4)
        self.drop = nn.Dropout(0.2)
        self.built = True

    def forward(self, x):
        x = self.fc1(x)
        if not self.built:
            self.build(x.size(1))
        return self.head(self.drop(x))
