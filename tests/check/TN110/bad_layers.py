from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(8, 8) for _ in range(2))
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(self.layers(x))

# model: Net()
# input: 8
# expect: TN110 error 11:26
