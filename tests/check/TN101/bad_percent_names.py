import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential()
        for i in range(2):
            self.body.add_module("%s%d" % ("fc", i), nn.Linear(8, 8))
        self.body.add_module("out", nn.Linear(16, 2))

    def forward(self, x):
        return self.body(x)

# input: 8
# expect: TN101 error 12:47
