# After "TabError: inconsistent use of tabs and spaces in indentation" (https://github.com/gpleiss/efficient_densenet_pytorch/issues/3).
import torch
import torch.nn.functional as F
from torch import nn


class Transition(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(8)
        self.conv = nn.Conv2d(8, 4, 1)

    def forward(self, x):
        x = F.relu(self.norm(x))
	x = self.conv(x)
        return F.avg_pool2d(x, 2)

# expect: TN001 error 15:2
