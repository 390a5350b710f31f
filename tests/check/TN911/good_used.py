from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        return self.fc2(self.drop(self.drop(self.fc1(x))))  # thinnet: ignore[TN206]
# expect: TN212 advice 12:25
