from torch import nn


class Net(nn.Module):
    """Not a comment: # thinnet: ignore[TN206]"""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        x = self.fc1(x)  # thinnet: ignore[TN777]
        return self.fc2(self.drop(x))  # thinnet: ignore[TN206]

# expect: TN911 advice 14:26
# expect: TN911 advice 15:40
