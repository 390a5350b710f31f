# After "could you give a example about how to use selu rightly ?" (https://github.com/HolmesShuan/SNNs-Self-Normalizing-Neural-Networks-Caffe-Reimplementation/issues/7).
# input: 3x32x32
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.conv2 = nn.Conv2d(16, 16, 3)
        self.selu = nn.SELU(inplace=True)
        self.head = nn.Linear(16, 10)
        for conv in (self.conv1, self.conv2):
            nn.init.constant_(conv.bias, 0)

    def forward(self, x):
        x = self.selu(self.conv1(x))
        x = self.selu(self.conv2(x))
        return self.head(x.mean((2, 3)))

# expect: TN309 advice 19:13
