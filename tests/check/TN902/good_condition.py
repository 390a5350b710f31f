from torch import nn


class Net(nn.Module):
    def __init__(self, use=True):
        super().__init__()
        self.use = use
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        x = self.fc1(x)
        if self.use:
            x = self.drop(x)
        return x

# expect: TN205 advice 14:17
