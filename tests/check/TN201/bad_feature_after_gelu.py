# input: 3x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 4, 3)
        self.drop = nn.FeatureAlphaDropout(0.1)

    def forward(self, x):
        x = F.gelu(self.conv1(x))
        return self.drop(x)

# expect: TN201 advice 15:16
# expect: TN205 advice 15:16
