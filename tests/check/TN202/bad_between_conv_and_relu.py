# After "Move bias addition before dropout" (https://github.com/jakeret/tf_unet/pull/190).
# input: 1x32x32
import torch
import torch.nn.functional as F
from torch import nn


class Down(nn.Module):
    def __init__(self, inputs, outputs, drop_prob):
        super().__init__()
        self.conv = nn.Conv2d(inputs, outputs, 3, bias=False, padding=1)
        self.bias = nn.Parameter(torch.full((outputs,), 0.1))
        self.drop = nn.Dropout2d(drop_prob)

    def forward(self, x):
        x = self.drop(self.conv(x) + self.bias.view(1, -1, 1, 1))
        return F.relu(x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down1 = Down(1, 8, 0.25)
        self.down2 = Down(8, 16, 0.25)
        self.out = nn.Conv2d(16, 2, 1)

    def forward(self, x):
        x = F.max_pool2d(self.down1(x), 2)
        return self.out(F.max_pool2d(self.down2(x), 2))

# expect: TN202 advice 16:13
