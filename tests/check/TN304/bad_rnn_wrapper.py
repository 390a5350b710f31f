# After "Possible bug in PTB model for dropout" (https://github.com/tensorpack/tensorpack/issues/786).
# input: 5x16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, output_keep_prob=0.5):
        super().__init__()
        self.output_keep_prob = output_keep_prob
        self.rnn = nn.LSTM(16, 16, batch_first=True)
        self.out = nn.Linear(16, 100)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.out(F.dropout(out, self.output_keep_prob, self.training))

# expect: TN304 advice 17:25
