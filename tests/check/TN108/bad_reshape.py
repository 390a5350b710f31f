from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(16 * 8 * 8, 10)

    def forward(self, x):
        x = self.pool(self.conv(x))
        x = x.reshape(-1, 16 * 8 * 8)
        return self.fc(x)

# model: Net()
# input: 3x32x32
# expect: TN108 error 9:29
