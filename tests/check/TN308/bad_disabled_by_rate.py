# After "Disable Dropout while dropout rate = 0" (https://github.com/yuehhua/Hopfields.jl/pull/11).
# input: 5x16
import torch
import torch.nn.functional as F
from torch import nn


class Hopfield(nn.Module):
    def __init__(self):
        super().__init__()
        self.query = nn.Linear(16, 16)
        self.drop = nn.Dropout(p=0.)
        self.out = nn.Linear(16, 4)

    def forward(self, x):
        weights = torch.softmax(self.query(x) @ x.transpose(1, 2), -1)
        return self.out(self.drop(weights) @ x)

# expect: TN308 advice 12:34
