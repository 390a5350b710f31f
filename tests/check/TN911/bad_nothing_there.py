from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)  # thinnet: ignore

    def forward(self, x):
        return self.fc(x)

# expect: TN911 advice 7:36
