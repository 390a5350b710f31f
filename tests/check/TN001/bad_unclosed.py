from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        return self.drop(self.fc1(x))

# expect: TN001 error 7:29
