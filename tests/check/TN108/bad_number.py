from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)
        self.fc = nn.Linear(1024, 10)

    def forward(self, x):
        return self.fc(self.conv(x).view(-1, 1024))

# model: Net()
# input: 3x32x32
# expect: TN108 error 8:29
