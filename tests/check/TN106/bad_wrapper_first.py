# After "Code error need help" (https://github.com/kyegomez/Med-PaLM/issues/8).
# input: 32
import torch
import torch.nn.functional as F
from torch import nn


class Wrapper(nn.Module):
    def __init__(self, width, depth):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(width, width) for _ in range(depth))

    def forward(self, x):
        for layer in self.layers:
            x = torch.tanh(layer(x))
        return x


class Model(nn.Module):
    def __init__(self, width=32, depth=2):
        self.encoder = Wrapper(width, depth)
        self.drop = nn.Dropout(0.1)
        self.decoder = Wrapper(width, depth)

    def forward(self, x):
        return self.decoder(self.drop(self.encoder(x)))

# expect: TN106 error 21:9
