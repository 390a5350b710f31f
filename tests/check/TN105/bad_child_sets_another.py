# A class that extends this one does not set what it reads.
from torch import nn


class LonelyBase(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x) * self.weighting

# expect: TN105 error 11:29
