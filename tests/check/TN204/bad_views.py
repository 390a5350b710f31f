# input: 1x4x4
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 10, 4)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = self.drop(self.conv(x))
        return F.log_softmax(x.view(-1, 10), dim=1)

# expect: TN204 warning 14:13
