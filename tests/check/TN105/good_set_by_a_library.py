# A function that is not known may set attributes of what it is given.
from library import set_attributes
from torch import nn


class Net(nn.Module):
    def __init__(self, *, body=None):
        super().__init__()
        set_attributes(self, locals())
        assert self.body is not None

    def forward(self, x):
        return self.body(x)
