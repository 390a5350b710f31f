# model: Net()
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        widths = [8, 4]
        self.fc1 = nn.Linear(widths[0], widths[2])

    def forward(self, x):
        return self.fc1(x)

# expect: TN109 error 9:41
