import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, 8, 3),
            nn.SELU(),
            nn.FeatureAlphaDropout(0.1),
            nn.Conv2d(8, 8, 3),
            nn.SELU(),
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
        )

    def forward(self, x):
        return self.net(x)

# expect: TN309 advice 20:16
