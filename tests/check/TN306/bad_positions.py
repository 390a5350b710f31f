import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(8, 16, 1, True, True, 0.4)

    def forward(self, x):
        return self.rnn(x)[0]

# expect: TN306 warning 9:50
