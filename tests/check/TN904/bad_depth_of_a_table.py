from torch import nn


class Net(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        if depth != 3 * width:
            raise ValueError("three blocks a width")
        self.fc = nn.Linear(width, depth)

    def forward(self, x):
        return self.fc(x)

# expect: TN904 advice 4:7
