from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(0.3)
        self.bn = nn.BatchNorm1d(6)

    def forward(self, x):
        self.drop.eval()
        x = self.drop(x)
        self.drop.train()
        return self.bn(self.drop(self.fc1(x)))

# expect: TN203 warning 15:24
