from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.fc1 = nn.Linear(width, width)
        self.drop = nn.Dropout(50)
        self.fc2 = nn.Linear(width, classes)

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x).relu()))

# expect: TN104 error 8:32
