from torch import nn


class Net(nn.Module):
    def __init__(self):
        self.net = nn.Sequential(nn.Linear(8, 4), nn.ReLU(), nn.Dropout(0.5), nn.Linear(4, 2))

    def forward(self, x):
        return self.net(x)

# model: Net()
# input: 8
# expect: TN106 error 6:9
