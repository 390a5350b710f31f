from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(20, 50)
        self.relu1 = nn.ReLU()
        self.fc2 = nn.Linear(40, 2)

    def forward(self, x):
        return self.fc2(self.relu1(self.fc1(x)))

# expect: TN101 error 9:30
