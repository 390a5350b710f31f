# After "Add dropout in the output layer." (https://github.com/yue-sun/generative-art/pull/67).
# input: 7x16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(16, 32, batch_first=True)
        self.out = nn.Linear(32, 50)
        self.dropout = nn.Dropout(0.2)

    def forward(self, x):
        h, _ = self.lstm(x)
        return F.log_softmax(self.dropout(self.out(h)), dim=-1)

# expect: TN204 warning 17:30
