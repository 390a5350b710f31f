# After "[RNN-T] RuntimeError: Module 'LstmDrop' has no attribute 'inplace_dropout' :" (https://github.com/mlcommons/inference/issues/994).
import torch
import torch.nn.functional as F
from torch import nn


from speech import make_lstm


class LstmDrop(nn.Module):
    def __init__(self, inputs, hidden, dropout):
        super().__init__()
        self.lstm = make_lstm(inputs, hidden)
        self.out = nn.Linear(hidden, hidden)

    def forward(self, x, h):
        x, h = self.lstm(x, h)
        return self.inplace_dropout(self.out(x)), h

# expect: TN307 warning 11:40
# expect: TN113 error 18:16
