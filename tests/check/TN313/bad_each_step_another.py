# After "Variational Dropout In RNN" (https://github.com/pytorch/pytorch/issues/37731).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(8, 16)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        h = x.new_zeros(x.size(0), 16)
        c = x.new_zeros(x.size(0), 16)
        for t in range(x.size(1)):
            h, c = self.cell(x[:, t], (h, c))
            h = self.drop(h)
        return h

# expect: TN313 advice 18:17
# expect: TN205 advice 18:17
