# Whatever the configuration is, value_dim is read in the statement that sets it.
from torch import nn


class Attention(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.heads = config.heads
        self.head_dim = config.head_dim
        self.value_dim = self.head_dim * self.value_dim
        self.out = nn.Linear(self.value_dim, config.hidden)

    def forward(self, x):
        return self.out(x)


class Values(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.value_dim = config.hidden
        self.out = nn.Linear(self.value_dim, 4)

    def forward(self, x):
        return self.out(x)

# expect: TN105 error 10:42
