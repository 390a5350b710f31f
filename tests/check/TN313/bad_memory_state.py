# After "BUG: DropoutWrapper incorrectly updates memory state" (https://github.com/tensorflow/tensorflow/issues/11650).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(4, 4)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        h = c = torch.zeros(x.size(0), 4)
        for t in range(x.size(1)):
            h, c = self.cell(x[:, t], (h, c))
            c = self.drop(c)
        return h

# expect: TN313 advice 17:17
