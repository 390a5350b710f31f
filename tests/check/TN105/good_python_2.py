"""A name of Python 2, behind a question for it."""
import sys

from torch import nn


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.fc = nn.Linear(config.hidden_size, 10)
        if isinstance(config.act, str) or (sys.version_info[0] == 2 and isinstance(config.act, unicode)):
            self.name = config.act

    def forward(self, x):
        return self.fc(x)
