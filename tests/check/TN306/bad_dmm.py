# After "Dropout warning in DMM" (https://github.com/pyro-ppl/pyro/issues/1415).
# input: 5x88
import torch
import torch.nn.functional as F
from torch import nn


class DMM(nn.Module):
    def __init__(self, rnn_dropout_rate=0.1):
        super().__init__()
        self.rnn = nn.RNN(input_size=88, hidden_size=600, nonlinearity='relu', batch_first=True, bidirectional=False, num_layers=1, dropout=rnn_dropout_rate)

    def forward(self, x):
        return self.rnn(x)[0]

# expect: TN306 warning 11:141
