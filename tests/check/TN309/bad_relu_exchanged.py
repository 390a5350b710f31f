# After "Weights init on N-Beats?" (https://github.com/sktime/pytorch-forecasting/issues/439).
# input: 24
import torch
import torch.nn.functional as F
from torch import nn


class Stack(nn.Module):
    def __init__(self, activation=nn.SELU, dropout=0.1):
        super().__init__()
        blocks = []
        for a, b in ((24, 128), (128, 128)):
            blocks += [nn.Linear(a, b), activation(), nn.AlphaDropout(dropout)]
        self.blocks = nn.Sequential(*blocks)
        self.theta = nn.Linear(128, 8)
        nn.init.zeros_(self.theta.bias)

    def forward(self, x):
        return self.theta(self.blocks(x))

# expect: TN309 advice 19:27
