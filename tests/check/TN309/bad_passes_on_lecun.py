# After "[Question] SELU activation function weights and dropout" (https://github.com/cchallu/nbeatsx/issues/1).
# input: 32
import torch
import torch.nn.functional as F
from torch import nn


def init_weights(module, initialization):
    if isinstance(module, nn.Linear):
        if initialization == "orthogonal":
            nn.init.orthogonal_(module.weight)
        elif initialization == "he_normal":
            nn.init.kaiming_normal_(module.weight)
        elif initialization == "lecun_normal":
            pass
        else:
            raise ValueError(initialization)


class Block(nn.Module):
    def __init__(self, initialization="lecun_normal"):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(32, 64), nn.SELU(), nn.AlphaDropout(0.1), nn.Linear(64, 8))
        for layer in self.layers:
            init_weights(layer, initialization)

    def forward(self, x):
        return self.layers(x)

# expect: TN309 advice 28:16
