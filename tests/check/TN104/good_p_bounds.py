from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.none = nn.Dropout(p=0)
        self.all = nn.Dropout(p=1.0)

    def forward(self, x):
        return self.all(self.none(self.fc1(x)))

# expect: TN303 warning 12:16
# expect: TN308 advice 8:34
