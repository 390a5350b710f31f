# After "F.relu(inplace) followed by F.dropout(inplace) breaks backward pass" (https://github.com/pytorch/pytorch/issues/727).
# input: 4x10x10
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(4, 6, 3, padding=1)
        self.out = nn.Conv2d(6, 2, 1)

    def forward(self, x):
        x = F.relu(self.conv(x), inplace=True)
        x = F.dropout(x, p=0.1, training=self.training, inplace=True)
        return self.out(x)

# expect: TN213 advice 16:13
# expect: TN305 error 16:13
