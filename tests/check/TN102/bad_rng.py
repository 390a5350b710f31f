# After "unexpected keyword argument 'rng' in Dropout with new flax" (https://github.com/matthias-wright/flaxmodels/issues/23).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attn = nn.Linear(16, 16)
        self.drop = nn.Dropout(rate=0.1)

    def forward(self, x):
        return self.drop(self.attn(x))

# expect: TN102 error 11:32
