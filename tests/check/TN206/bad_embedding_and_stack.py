# After "Dropout applied twice" (https://github.com/TimDettmers/ConvE/issues/19).
# input: 1x10x10
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.inp_drop = nn.Dropout(0.2)
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8 * 8 * 8, 10)

    def forward(self, x):
        stacked = x.view(-1, 1, 10, 10)
        stacked = self.inp_drop(stacked)
        stacked = self.inp_drop(stacked)
        return self.fc(F.relu(self.conv1(stacked)).flatten(1))

# expect: TN206 warning 18:19
# expect: TN212 advice 18:19
