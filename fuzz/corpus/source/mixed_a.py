import torch
import torch.nn as nn
import torch.nn.functional as F
from collections import OrderedDict

class Net(nn.Module):
    def __init__(self, dims=(8, 16, 32), p=0.1):
        super(Net, self).__init__()
        layers = []
        for i, (a, b) in enumerate(zip(dims[:-1], dims[1:])):
            layers += [nn.Linear(a, b), nn.ReLU(inplace=True)]
            if p > 0 and i > 0:
                layers.append(nn.Dropout(p))
        self.body = nn.Sequential(*layers)
        self.named = nn.Sequential(OrderedDict([("lin", nn.Linear(dims[-1], 4)), ("act", nn.Tanh())]))
        self.heads = nn.ModuleDict({k: nn.Linear(4, 4) for k in ("a", "b")})
        for m in self.modules():
            if isinstance(m, nn.Linear):
                nn.init.xavier_uniform_(m.weight, gain=nn.init.calculate_gain('relu'))
                if m.bias is not None:
                    nn.init.zeros_(m.bias)

    @property
    def width(self):
        return 4

    def helper(self, x, *, scale=1):
        return F.dropout(x, 0.3, self.training) * scale

    def forward(self, x):
        """doc"""
        if self.training:
            x = F.dropout(x, p=0.2)
        x = self.named(self.body(x))
        x = self.helper(x)
        outs = [h(x) for h in self.heads.values()]
        y = torch.cat(outs, dim=1)
        return F.log_softmax(y.view(-1, 2 * self.width), dim=-1)
