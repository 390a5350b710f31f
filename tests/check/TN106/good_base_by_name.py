# Base.__init__(self) runs Base's own super().__init__(), past the class between them.
from torch import nn


class Base(nn.Module):
    def __init__(self) -> None:
        super().__init__()


class Parser(Base):
    def __init__(self, n=8):
        super(Parser, self).__init__()
        self.fc = nn.Linear(n, n)

    def forward(self, x):
        return self.fc(x)


class Wide(Parser):
    def __init__(self, n=16):
        Base.__init__(self)
        self.fc = nn.Linear(n, n)
