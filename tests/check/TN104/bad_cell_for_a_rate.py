# After "Need to mention Dropout" (https://github.com/zalandoresearch/pytorch-dilated-rnn/issues/16).
# model: Model()
import torch
import torch.nn.functional as F
from torch import nn


class DRNN(nn.Module):
    def __init__(self, n_input, n_hidden, n_layers, dropout=0, cell_type='GRU'):
        super().__init__()
        self.drop = nn.Dropout(dropout)
        self.cells = nn.ModuleList([nn.Linear(n_input, n_hidden) for _ in range(n_layers)])

    def forward(self, x):
        return self.cells[0](self.drop(x))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = DRNN(8, 16, 2, 'GRU')

    def forward(self, x):
        return self.rnn(x)

# expect: TN104 error 11:32
