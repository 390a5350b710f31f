# After "[Question] SELU activation function weights and dropout" (https://github.com/cchallu/nbeatsx/issues/1).
import torch
import torch.nn.functional as F
from torch import nn


class NBeatsBlock(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(24, 32)
        self.drop = nn.Dropout(p=0.1)
        self.fc2 = nn.Linear(32, 8)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="linear")

    def forward(self, x):
        return self.fc2(self.drop(F.selu(self.fc1(x))))

# expect: TN302 warning 16:25
