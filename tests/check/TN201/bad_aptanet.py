# After "[BUG] Replace AlphaDropout with Dropout in AptaNet layers (ReLU misma…" (https://github.com/gc-os-ai/pyaptamer/pull/362).
# input: 32
import torch
import torch.nn.functional as F
from torch import nn


def layer(inputs, outputs, p):
    return nn.Sequential(nn.Linear(inputs, outputs), nn.ReLU(), nn.AlphaDropout(p))


class Net(nn.Module):
    def __init__(self, hidden=32, n_hidden=3, p=0.3):
        super().__init__()
        self.model = nn.Sequential(*[layer(32, hidden, p) for _ in range(n_hidden)], nn.Linear(hidden, 1))

    def forward(self, x):
        return self.model(x)

# expect: TN201 advice 18:16
