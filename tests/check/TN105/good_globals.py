# A call that is given globals() may bind any name of the file.
from builder import build
from torch import nn

build(globals())


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(WIDTH, 4)

    def forward(self, x):
        return self.fc(x)
