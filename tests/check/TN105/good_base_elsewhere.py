import logging

import torch
from torch import nn


class Quiet(logging.LoggerAdapter):
    def log(self, level, text):
        pass


logger = Quiet(logging.getLogger(__name__), {})


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        logger.warning("as LoggerAdapter has it")
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)
