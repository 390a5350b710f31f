import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, width, rest, act=F.relu):
        super().__init__()
        self.fc = nn.Linear(width, width)
        self.rest = rest
        self.act = act

    def forward(self, x, *parts):
        x = F.softmax(self.act(self.fc(x)), -1, 3)
        return F.dropout(F.dropout(*parts), *self.rest) + x
