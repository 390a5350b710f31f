"""A deep self-normalising net (Klambauer et al. 2017): lecun_normal weights, SELU, and a dropout behind each layer.

DeepSELU(16) drops with AlphaDropout, which keeps mean 0 and variance 1; DeepSELU(16, "plain") with Dropout, which does
not; DeepSELU(16, "none") not at all.
"""

from torch import nn


class DeepSELU(nn.Module):
    def __init__(self, depth=16, dropout="alpha", p=0.1, width=256):
        super().__init__()
        layers = []
        for _ in range(depth):
            linear = nn.Linear(width, width)
            nn.init.normal_(linear.weight, std=width**-0.5)
            nn.init.zeros_(linear.bias)
            layers += [linear, nn.SELU()]
            if dropout == "alpha":
                layers.append(nn.AlphaDropout(p))
            elif dropout == "plain":
                layers.append(nn.Dropout(p))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)
