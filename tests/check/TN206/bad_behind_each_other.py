# After "Two Dropouts behind each other" (https://github.com/farizrahman4u/seq2seq/issues/79).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, depth=2, dropout=0.3):
        super().__init__()
        layers = []
        for _ in range(depth):
            layers.append(nn.Linear(8, 8))
            layers.append(nn.Dropout(dropout))
            layers.append(nn.Dropout(dropout))
        self.encoder = nn.Sequential(*layers, nn.Linear(8, 8))

    def forward(self, x):
        return self.encoder(x)

# expect: TN206 warning 18:16
