# Which branch binds the name is the business of what the net holds when it is called.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stage = "new"
        self.fc1 = nn.Linear(8, 4)
        self.drops = nn.ModuleList()

    def start(self, stage):
        self.stage = stage

    def forward(self, x):
        if self.stage == "first":
            kept = self.fc1(x)
        elif self.stage == "second":
            kept = self.fc1(x) * 2
        for drop in self.drops:
            last = drop(kept)
        return kept + last
