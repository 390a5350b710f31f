"""A small convolutional net for 3x32x32 images with channel dropout.

SimpleCNN() gives 10 logits. One 2x2 pool halves 32x32 to 16x16, so the last layer sees 16*16*16 features.
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
        self.fc1 = nn.Linear(16 * 16 * 16, 10)

    def forward(self, x):
        x = self.relu1(self.conv1(x))
        x = self.dropout1(x)
        x = self.pool(x)
        x = torch.flatten(x, 1)
        return self.fc1(x)
