from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.dropout1 = nn.Dropout(0.5)

    def forward(self, x):
        return self.dropout(self.fc1(x))

# expect: TN105 error 11:16
# expect: TN209 warning 8:25
