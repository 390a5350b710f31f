import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 4, 3)
        self.drop = nn.Dropout2d(0.)

    def forward(self, x):
        return self.drop(self.conv(x))

# expect: TN308 advice 10:34
