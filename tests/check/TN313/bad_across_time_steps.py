# After "tf.nn.rnn_cell.DropoutWrapper() drops out across time-steps" (https://github.com/tensorflow/tensorflow/issues/7927).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, state_keep_prob=0.75):
        super().__init__()
        self.cell = nn.RNNCell(4, 6)
        self.state_drop = nn.Dropout(1 - state_keep_prob)
        self.out = nn.Linear(6, 2)

    def forward(self, x):
        state = torch.zeros(x.size(0), 6)
        outputs = []
        for t in range(x.size(1)):
            state = self.cell(x[:, t], self.state_drop(state))
            outputs.append(self.out(state))
        return torch.stack(outputs, 1)

# expect: TN313 advice 18:40
