# After "Dropout in LeakyParallel" (https://github.com/jeshraghian/snntorch/issues/403).
import torch
import torch.nn.functional as F
from torch import nn


class LeakyParallel(nn.Module):
    def __init__(self, input_size=8, hidden_size=8, dropout=0.0):
        super().__init__()
        self.rnn = nn.RNN(input_size, hidden_size, batch_first=True)
        self.beta = nn.Parameter(torch.ones(hidden_size) * 0.9)

    def forward(self, x):
        return self.rnn(x)[0] * self.beta

# expect: TN307 warning 8:53
