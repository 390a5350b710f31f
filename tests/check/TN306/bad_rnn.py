import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = torch.nn.RNN(input_size=8, hidden_size=16, dropout=0.3)

    def forward(self, x):
        return self.rnn(x)[0]

# expect: TN306 warning 9:71
