import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, dropout=0.2):
        super().__init__()
        self.rnn = nn.LSTM(8, 16, 2, dropout=dropout)

    def forward(self, x):
        return self.rnn(x)[0]
