# After "add Scaled Exponential Linear Unit activation" (https://github.com/keras-team/keras/pull/6924).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 10)
        self.act = nn.SELU()
        self.drop = nn.Dropout(0.05)
        self.fc2 = nn.Linear(10, 10)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="linear")

    def forward(self, x):
        x = self.act(self.fc1(x))
        x = self.drop(x)
        return self.fc2(x)

# expect: TN302 warning 18:13
