# The third position is mask's already.
from torch import nn


class Attention(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.fc = nn.Linear(n, n)

    def forward(self, q, kv, mask=None):
        return self.fc(q) * self.fc(kv)


class Net(nn.Module):
    def __init__(self, n=8):
        super().__init__()
        self.fc = nn.Linear(n, n)
        self.attention = Attention(n)

    def forward(self, x):
        x = self.fc(x)
        return self.attention(x, x, x, mask=None)

# expect: TN102 error 22:40
