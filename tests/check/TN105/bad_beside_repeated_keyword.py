# What only Python's compiler refuses takes no names away.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.pool = nn.AdaptivePool2d(1)

    def forward(self, x):
        print(x.shape, end=" ", end="\n")
        return self.pool(self.conv(x))

# expect: TN105 error 9:21
# expect: TN001 error 12:33
