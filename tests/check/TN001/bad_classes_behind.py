# What stands behind a fault is checked all the same, however much of it the fault swallows.
import torch.nn.functional as F
from torch import nn


class Unclosed(nn.Module):
    def __init__(self:
        super().__init__()
        self.fc = nn.Linear(3 4)

    def forward(self, x)
        return self.fc(x)


class Between(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)

    def forward(self, x):
        return self.fc(F.dropout(x, 0.5))


WIDTHS = [3, 4


class Last(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3, 4)

    def forward(self, x):
        return self.fc(F.dropout(x, 0.4))

# expect: TN001 error 7:17
# expect: TN001 error 9:31
# expect: TN001 error 11:25
# expect: TN401 warning 21:24
# expect: TN001 error 24:10
# expect: TN401 warning 33:24
