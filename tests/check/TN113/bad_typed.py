import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, config, dropout: float = 0.1):
        super().__init__()
        self.config = config
        self.dense = nn.Linear(config.size, config.size)
        self.rate = dropout

    def forward(self, features, **kwargs):
        x = self.Dropout(features[:, 0, :])
        return torch.tanh(self.dense(x))

# expect: TN113 error 14:13
