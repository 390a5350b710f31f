# A condition of the settings makes it new at each call all the same.
from torch import nn


class Net(nn.Module):
    def __init__(self, drop=True):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 4)
        self.drop = drop

    def forward(self, x):
        x = self.fc1(x)
        if self.drop:
            x = nn.Dropout(0.5)(x)
        return self.fc2(x)

# expect: TN402 warning 15:17
