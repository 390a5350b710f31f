from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        sizes = [8]
        while len(sizes) < 2 ** 40:
            sizes = sizes + sizes
        self.fc = nn.Linear(sizes[0], 4)

    def forward(self, x):
        return self.fc(x)

# expect: TN903 advice 9:29
