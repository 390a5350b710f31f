# With one base it is missing for sure.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc1(x) * self.width

# expect: TN105 error 11:30
