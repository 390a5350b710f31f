# The caller says whether to drop: in training only, as far as this file knows. A rate that is asked for is no such switch.
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, rate=0.5):
        super().__init__()
        self.rate = rate
        self.fc1 = nn.Linear(8, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x, use_dropout):
        return self.fc2(self.propagate(self.fc1(x), use_dropout, self.rate))

    def propagate(self, x, use_dropout, rate):
        if use_dropout and self.rate > 0:
            x = F.dropout(x, p=self.rate)
        if rate:
            x = F.dropout(x, p=rate)
        return x

# expect: TN401 advice 18:17
# expect: TN401 warning 20:17
