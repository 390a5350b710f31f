import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.drop = nn.AlphaDropout(0.1)
        self.bn = nn.BatchNorm1d(6)

    def forward(self, x):
        return self.bn(self.drop(F.selu(self.fc1(x))))

# expect: TN203 warning 14:24
# expect: TN309 advice 14:34
