# The default of F.alpha_dropout's training is False: it never drops.
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 16)
        self.fc2 = nn.Linear(16, 4)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="linear")

    def forward(self, x):
        return self.fc2(F.alpha_dropout(F.selu(self.fc1(x)), 0.1))

# expect: TN408 warning 14:25
