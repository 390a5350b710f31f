from torch import nn


shared = nn.Linear(8, 4)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return shared(self.drop(x))

# model: Net()
# input: 8
# expect: TN112 warning 4:10
