from collections import OrderedDict

from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(OrderedDict([
            ('fc1', nn.Linear(8, 16)),
            ('act1', nn.ELU()),
            ('drop1', nn.Dropout(p=0.3)),
            ('fc2', nn.Linear(16, 3)),
        ]))

    def forward(self, x):
        return self.net(x)
