# After "FeatureAlphaDropout doesn't drop channels for (C, D, H, W)" (https://github.com/pytorch/pytorch/issues/69960).
# input: 24
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(24, 24)
        self.drop = nn.FeatureAlphaDropout(p=0.5)
        self.fc2 = nn.Linear(24, 2)
        for fc in (self.fc1, self.fc2):
            nn.init.kaiming_normal_(fc.weight, nonlinearity="linear")

    def forward(self, x):
        return self.fc2(self.drop(F.selu(self.fc1(x))))

# expect: TN310 warning 18:25
