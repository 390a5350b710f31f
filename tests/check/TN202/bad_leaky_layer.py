# After "Dropout 在 BatchNorm 和激活函数之前" (https://github.com/FengAoWang/TMO-Net/issues/12).
import torch
import torch.nn.functional as F
from torch import nn


class LinearLayer(nn.Module):
    def __init__(self, inputs=40, outputs=20, dropout=0.2, batchnorm=False):
        super().__init__()
        parts = [nn.Linear(inputs, outputs), nn.Dropout(dropout)]
        if batchnorm:
            parts.append(nn.BatchNorm1d(outputs))
        parts.append(nn.LeakyReLU(0.1))
        self.layer = nn.Sequential(*parts)

    def forward(self, x):
        return self.layer(x)

# expect: TN202 advice 17:16
