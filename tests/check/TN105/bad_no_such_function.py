# After "fix NameError in torch/nn/modules/rnn.py" (https://github.com/pytorch/pytorch/pull/4339).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, mode='RNN_RELU'):
        super().__init__()
        self.mode = mode
        self.cell = nn.Linear(8, 8)

    def forward(self, x):
        if self.mode == 'RNN_TANH':
            return torch.tanh(self.cell(x))
        return fn(self.cell(x))

# expect: TN105 error 16:16
