# After "seq2seq dropout" (https://github.com/facebookresearch/ParlAI/issues/1060).
# model: Net(0.7)
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, dropout=0.7):
        super().__init__()
        self.dropout = dropout
        self.fc = nn.Linear(8, 8)
        self.drop = nn.Dropout(2 * self.dropout)
        self.out = nn.Linear(8, 8)

    def forward(self, x):
        return self.out(self.drop(torch.tanh(self.fc(x))))

# expect: TN104 error 13:32
