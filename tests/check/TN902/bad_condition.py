import settings
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        x = self.fc1(x)
        if settings.drop:
            x = self.drop(x)
        return x

# expect: TN902 advice 13:12
