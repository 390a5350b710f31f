from torch import nn


class Part(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def foward(self, x):
        return self.fc(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = Part()

    def forward(self, x):
        return self.fc(x)

# model: Net()
# input: 8
# expect: TN110 error 19:16
