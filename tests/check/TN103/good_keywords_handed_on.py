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
        assert "causal" not in kwargs
        super().__init__(causal=False, **kwargs)


class Decoder(Layers):
    def __init__(self, **kwargs):
        super().__init__(
            causal=True,
            **kwargs,
        )
