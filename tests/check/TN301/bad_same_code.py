# After "Difference between dropout2d and dropout3d" (https://github.com/pytorch/pytorch/issues/22879).
# input: 2x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(2, 4, 3)
        self.drop = nn.Dropout3d(p=0.2)
        self.conv2 = nn.Conv2d(4, 4, 3)

    def forward(self, x):
        return self.conv2(self.drop(torch.tanh(self.conv(x))))

# expect: TN301 warning 16:27
