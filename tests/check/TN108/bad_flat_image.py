from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1024, 10)

    def forward(self, x):
        return self.fc(x.view(-1, 32 * 32))

# model: Net()
# input: 3x32x32
# expect: TN108 error 7:29
