from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.p = 0.5
        self.drop = nn.Dropout(self.p)

    def forward(self, x):
        return self.drop(x) * 2

# model: Net()
# input: 8
# expect: TN106 error 7:9
