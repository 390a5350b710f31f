"""SimpleCNN with the fault that it is commonly published with, as an example for `thinnet check`.

"For 32x32 input", it says, but one pool leaves 16x16x16 = 4096 features and fc1 takes 16*8*8 = 1024: that fits
16x16 images only. simple_cnn.py is the repaired one.
"""

import torch
from torch import nn


class SimpleCNN(nn.Module):
    def __init__(self, dropout_rate=0.5):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, kernel_size=3, padding=1)
        self.relu1 = nn.ReLU()
        self.dropout1 = nn.Dropout2d(p=dropout_rate)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(16 * 8 * 8, 10)  # for 32x32 input

    def forward(self, x):
        x = self.relu1(self.conv1(x))
        x = self.dropout1(x)
        x = self.pool(x)
        x = torch.flatten(x, 1)
        return self.fc1(x)
