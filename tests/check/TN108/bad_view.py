# input: 3x32x32
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(16 * 8 * 8, 10)

    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = x.view(-1, 16 * 8 * 8)
        return self.fc1(x)

# expect: TN108 error 10:30
