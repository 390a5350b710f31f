# After "Using batches for Linear modules - mismatch error" (https://github.com/karpathy/neuraltalk2/issues/90).
# input: 3x32x32
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.pool = nn.MaxPool2d(4)
        self.fc = nn.Linear(512, 10)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv(x)))
        x = x.view(-1)
        return self.fc(x)

# expect: TN101 error 13:29
