# After "AttributeError: cannot assign module before Module.__init__() call" (https://github.com/sinAshish/Multi-Scale-Attention/issues/14).
# input: 8x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Refine(nn.Module):
    def __init__(self, channels, use_position=True):
        self.attend = nn.Sequential(
            nn.Conv2d(channels, channels, 1),
            nn.BatchNorm2d(channels),
            nn.PReLU(),
        )
        self.use_position = use_position

    def forward(self, x):
        return self.attend(x) + x if self.use_position else self.attend(x)


class Stack(nn.Module):
    def __init__(self):
        super().__init__()
        self.refine = Refine(8, True)
        self.drop = nn.Dropout2d(0.1)
        self.head = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        return self.head(self.drop(self.refine(x)))

# expect: TN106 error 10:9
