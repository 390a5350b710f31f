from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Liner(8, 4)

    def forward(self, x):
        return self.fc(x)

# model: Net()
# input: 8
# expect: TN105 error 7:19
