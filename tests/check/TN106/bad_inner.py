from torch import nn


class Layer(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = Layer()

    def forward(self, x):
        return self.fc(x)

# model: Net()
# input: 8
# expect: TN106 error 6:9
