from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        widths = 8
        self.fc = nn.Linear(widths[0], 4)

    def forward(self, x):
        return self.fc(x)

# model: Net()
# input: 8
# expect: TN109 error 8:29
