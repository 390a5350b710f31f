# After "Adding AlphaDropout support, which is recommended by selu activation" (https://github.com/NVIDIA-Merlin/models/pull/369).
# input: 16
import torch
import torch.nn.functional as F
from torch import nn


class MLPBlock(nn.Module):
    def __init__(self, dimensions=(32, 16), activation="relu", dropout=0.1):
        super().__init__()
        activations = {"relu": nn.ReLU, "selu": nn.SELU}
        layers, last = [], 16
        for dimension in dimensions:
            layers += [nn.Linear(last, dimension), activations[activation](), nn.AlphaDropout(dropout)]
            last = dimension
        self.layers = nn.Sequential(*layers, nn.Linear(last, 1))

    def forward(self, x):
        return self.layers(x)

# expect: TN201 advice 19:16
