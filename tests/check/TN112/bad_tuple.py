from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = (nn.Linear(8, 8), nn.Linear(8, 4))

    def forward(self, x):
        first, second = self.layers
        return second(first(x))

# model: Net()
# input: 8
# expect: TN112 warning 7:24
# expect: TN112 warning 7:41
