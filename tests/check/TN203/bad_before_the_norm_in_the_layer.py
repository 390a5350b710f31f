# After "Dropout 在 BatchNorm 和激活函数之前" (https://github.com/FengAoWang/TMO-Net/issues/12).
import torch
import torch.nn.functional as F
from torch import nn


class LinearLayer(nn.Module):
    def __init__(self, inputs, outputs, dropout=0.2, batchnorm=True, activation="leaky"):
        super().__init__()
        self.linear = nn.Linear(inputs, outputs)
        self.dropout = nn.Dropout(dropout) if dropout > 0 else nn.Identity()
        self.norm = nn.BatchNorm1d(outputs) if batchnorm else None
        self.activation = {"leaky": nn.LeakyReLU(), "gelu": nn.GELU()}[activation]

    def forward(self, x):
        x = self.dropout(self.linear(x))
        if self.norm is not None:
            x = self.norm(x)
        return self.activation(x)


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = LinearLayer(40, 20)
        self.mean = nn.Linear(20, 4)

    def forward(self, x):
        return self.mean(self.first(x))

# expect: TN203 warning 16:13
