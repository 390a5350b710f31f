from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.layers = [nn.Linear(4, 4)]

    def forward(self, x):
        x = self.fc1(x)
        return x + self.layers.children()

# expect: TN105 error 12:20
