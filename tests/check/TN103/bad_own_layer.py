from torch import nn


class Layer(nn.Module):
    def __init__(self, n, m):
        super().__init__()
        self.fc = nn.Linear(n, m)

    def forward(self, x):
        return self.fc(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = Layer(8)

    def forward(self, x):
        return self.fc(x)

# model: Net()
# input: 8
# expect: TN103 error 16:19
