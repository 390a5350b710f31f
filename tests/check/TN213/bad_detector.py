# After "Dropout vs Dropout2d i.e. spatial dropout" (https://github.com/tjiagoM/stochastic-YOLO/issues/2).
# input: 3x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.conv2 = nn.Conv2d(8, 8, 3, padding=1)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        x = self.drop(F.leaky_relu(self.conv1(x), 0.1))
        return self.conv2(x)

# expect: TN213 advice 16:13
