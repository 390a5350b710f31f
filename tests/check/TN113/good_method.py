import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.fc = nn.Linear(config.size, 4)
        self.p = config.p

    def word_dropout(self, x):
        return F.dropout(x, self.p, self.training)

    def forward(self, x):
        return self.fc(self.word_dropout(x))
