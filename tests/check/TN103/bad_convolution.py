from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8)

    def forward(self, x):
        return self.conv(x)

# model: Net()
# input: 3x8x8
# expect: TN103 error 7:21
