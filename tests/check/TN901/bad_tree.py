# After "Variational Dropout Implementation" (https://github.com/keitakurita/Better_LSTM_PyTorch/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


import rnns


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = rnns.LSTM(8, 16, dropouti=0.2, dropoutw=0.3)
        self.fc = nn.Linear(16, 2)

    def forward(self, x):
        h, state = self.lstm(x)
        return self.fc(h[:, -1])

# expect: TN901 advice 7:8
