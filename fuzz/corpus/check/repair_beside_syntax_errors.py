from torch import nn


class Net(nn import nn


class Net(nn.Module):
    def __init__(self)elf):
        self.fc1 = __init__(self):
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x)

# expect: TN106 error 6:9
