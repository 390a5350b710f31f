# After "[FIX] drop-out option warning" (https://github.com/Niger-Volta-LTI/yoruba-adr/issues/13).
# input: 5x16
import torch
import torch.nn.functional as F
from torch import nn


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(input_size=16, hidden_size=32, num_layers=1, dropout=0.3)
        self.generator = nn.Linear(32, 50)

    def forward(self, x):
        return self.generator(self.rnn(x)[0])

# expect: TN306 warning 11:81
