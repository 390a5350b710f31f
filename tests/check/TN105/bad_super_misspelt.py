# Two underscores are missing: super() has no such name.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init()
        self.fc = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.fc(self.drop(x))


class Other(nn.Module):
    def __init__(self):
        super()._init_()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)

# expect: TN105 error 7:9
# expect: TN105 error 17:9
