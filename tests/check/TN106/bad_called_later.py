from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.fc = nn.Linear(8, 4)
        super().__init__()

    def forward(self, x):
        return self.fc(x)

# model: Net()
# input: 8
# expect: TN106 error 6:9
