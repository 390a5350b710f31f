from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.act = nn.ReLU(True, 0.1)

    def forward(self, x):
        return self.act(self.fc(x))

# model: Net()
# input: 8
# expect: TN107 error 8:34
