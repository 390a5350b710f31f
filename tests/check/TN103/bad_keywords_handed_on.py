# model: Encoder(causal=True)
# input: 8
import torch
from torch import nn


class Layers(nn.Module):
    def __init__(self, dim, causal=False):
        super().__init__()
        self.fc = nn.Linear(dim, dim)
        self.causal = causal

    def forward(self, x):
        return self.fc(x)


class Encoder(Layers):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

# expect: TN103 error 19:9
