# After "dropout" (https://github.com/LiyuanLucasLiu/LM-LSTM-CRF/issues/67).
# input: 5x16
import torch
import torch.nn.functional as F
from torch import nn


class LMLSTMCRF(nn.Module):
    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(p='0.5')
        self.lstm = nn.LSTM(16, 16)

    def forward(self, x):
        return self.lstm(self.dropout(x))[0]

# expect: TN104 error 11:37
