# After "Use Dropout1d for the channel-wise dropout in BDTCN, TCN, BENDR" (https://github.com/braindecode/braindecode/pull/1111).
# input: 8x32
import torch
import torch.nn.functional as F
from torch import nn


class TemporalBlock(nn.Module):
    def __init__(self, dropout=0.2):
        super().__init__()
        self.conv1 = nn.Conv1d(8, 8, 3, padding=2)
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.Dropout2d(dropout)
        self.conv2 = nn.Conv1d(8, 8, 3)

    def forward(self, x):
        return self.conv2(self.dropout1(self.relu1(self.conv1(x))))

# expect: TN301 warning 17:27
