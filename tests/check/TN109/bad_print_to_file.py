# Python 3 compiles the statement of Python 2, and stops where it runs.
import sys

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.score = nn.Linear(8, 4)

    def forward(self, x):
        return self.score(x)


if __name__ == "__main__":
    print >>sys.stderr, "made", Net()

# expect: TN109 error 17:5
