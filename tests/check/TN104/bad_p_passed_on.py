from torch import nn


class Net(nn.Module):
    def __init__(self, rate=-0.1):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout(rate)

    def forward(self, x):
        return self.drop(self.fc1(x))

# expect: TN104 error 8:32
