"""After the threads that ask about "mat1 and mat2 shapes cannot be multiplied" behind a flatten."""
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 16, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc = nn.Linear(16 * 8 * 8, 10)  # for 32x32 images

    def forward(self, x):
        return self.fc(torch.flatten(self.pool(self.conv(x).relu()), 1))

# expect: TN101 error 11:29
