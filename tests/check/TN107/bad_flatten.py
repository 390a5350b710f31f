from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.flat = nn.Flatten(1, -1, 0)
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(self.flat(x))

# model: Net()
# input: 8
# expect: TN107 error 7:39
