from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.drop = nn.Dropout(-0.1)

    def forward(self, x):
        return self.fc(self.drop(x))

# model: Net()
# input: 8
# expect: TN104 error 8:32
