import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="linear")
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        x = F.feature_alpha_dropout(torch.selu(self.conv(x)), p=0.2)
        return self.fc(x.mean((2, 3)))

# expect: TN408 warning 14:13
