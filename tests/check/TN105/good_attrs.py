# attrs makes the __init__, which sets the fields and runs __attrs_post_init__.
import attr
import torch
import torch.nn.functional as F
from torch import nn


@attr.s(eq=False)
class Dense(nn.Module):
    n_in: int = attr.ib(default=8)
    n_out: int = attr.ib(default=4)

    def __attrs_post_init__(self):
        super().__init__()
        setattr(self, "w" + "", nn.Parameter(torch.zeros(self.n_out, self.n_in)))

    def forward(self, x):
        if x.dtype == torch.float16:
            w = self.w.half()
        else:
            w = self.w
        return F.linear(x, w)
