import torch
import torch.nn.functional as F
from torch import nn

from blocks import build


class Encoder(nn.Module):
    def __init__(self, options):
        super().__init__()
        self.layers = build(options)
        self.dropout_layer = nn.Dropout(options.rate)

    def embed(self, x):
        return self.embed_dropout(x)

    def forward(self, x):
        return self.layers(self.embed(self.dropout_layer(x)))

# expect: TN113 error 15:16
