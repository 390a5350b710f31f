from torch import nn


exec('size = 8')


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(size, 4)

    def forward(self, x):
        return self.fc(x)
