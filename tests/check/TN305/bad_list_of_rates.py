# After "Dropout does not work" (https://github.com/luigibonati/mlcolvar/issues/118).
import torch
import torch.nn.functional as F
from torch import nn


class FeedForward(nn.Module):
    def __init__(self):
        super().__init__()
        modules = []
        for rate in (0.2, 0.4, 0.6):
            modules += [nn.Linear(8, 8), nn.ReLU(True), nn.Dropout(p=rate, inplace=True)]
        self.nn = nn.Sequential(*modules, nn.Linear(8, 1))

    def forward(self, x):
        return self.nn(x)

# expect: TN305 error 16:16
# expect: TN305 error 16:16
# expect: TN305 error 16:16
