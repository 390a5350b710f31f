import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rate = 0.25
        self.rnn = nn.LSTM(8, 16, bidirectional=True, dropout=self.rate)

    def forward(self, x):
        return self.rnn(x)[0]

# expect: TN306 warning 10:63
