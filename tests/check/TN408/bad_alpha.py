import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 4)
        for fc in (self.fc1, self.fc2):
            nn.init.kaiming_normal_(fc.weight, nonlinearity="linear")

    def forward(self, x):
        x = F.alpha_dropout(F.selu(self.fc1(x)), 0.1)
        return self.fc2(x)

# expect: TN408 warning 15:13
