from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.norm = nn.BatchNorm1d()

    def forward(self, x):
        return self.norm(self.fc(x))

# model: Net()
# input: 8
# expect: TN103 error 8:21
