# After "[bug report] (Pytorch 0.4.0) Dropout layer error when input is longtensor with 0" (https://github.com/pytorch/pytorch/issues/7042).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dr = nn.Dropout(p=0.2)
        self.embed = nn.Embedding(12000, 64, padding_idx=0)
        self.rnn = nn.GRU(64, 32, batch_first=True)

    def forward(self, batch_x):
        batch_x = self.dr(batch_x)
        return self.rnn(self.embed(batch_x))[0]

# expect: TN211 warning 15:19
