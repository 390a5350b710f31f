from torch import nn


class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        if width != 28:
            raise ValueError("made for one width")
        self.fc = nn.Linear(width, 4)

    def forward(self, x):
        return self.fc(x)

# expect: TN904 advice 4:7
