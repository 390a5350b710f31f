# After "Implement 2D and 3D alpha_dropout" (https://github.com/pytorch/pytorch/pull/9073).
# input: 3x12x12
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.act = nn.SELU()
        self.drop = nn.FeatureAlphaDropout(0.1)
        self.fc = nn.Linear(8, 4)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="linear")

    def forward(self, x):
        x = self.act(self.conv(x)).amax((2, 3))
        return self.fc(self.drop(x))

# expect: TN310 warning 19:24
