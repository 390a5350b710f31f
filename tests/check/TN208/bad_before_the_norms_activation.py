# After "Dropout 在 BatchNorm 和激活函数之前" (https://github.com/FengAoWang/TMO-Net/issues/12).
import torch
import torch.nn.functional as F
from torch import nn


class LinearLayer(nn.Module):
    def __init__(self, inputs, outputs, dropout=0.2):
        super().__init__()
        self.layer = nn.Sequential(nn.Linear(inputs, outputs), nn.Dropout(dropout))
        self.act = nn.Mish()

    def forward(self, x):
        return self.act(self.layer(x))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = LinearLayer(40, 20)
        self.mean = nn.Linear(20, 4)

    def forward(self, x):
        return self.mean(self.first(x))

# expect: TN208 advice 14:25
