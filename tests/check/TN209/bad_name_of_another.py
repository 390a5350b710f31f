# The layer calls its own dropout, the decoder does not.
from torch import nn


class Layer(nn.Module):
    def __init__(self, size, rate):
        super().__init__()
        self.linear = nn.Linear(size, size)
        self.dropout = nn.Dropout(rate)

    def forward(self, x):
        return x + self.dropout(self.linear(x))


class Decoder(nn.Module):
    def __init__(self, words=100, size=16, rate=0.1, depth=2):
        super().__init__()
        self.embedding = nn.Embedding(words, size)
        self.dropout = nn.Dropout(rate)
        self.layers = nn.ModuleList([Layer(size, rate) for _ in range(depth)])
        self.out = nn.Linear(size, words)

    def forward(self, x):
        x = self.embedding(x)
        for layer in self.layers:
            x = layer(x)
        return self.out(x)

# expect: TN209 warning 19:24
