# A pre-net drops in evaluation on purpose, by its paper; what is not named so does not.
import torch.nn.functional as F
from torch import nn


class Prenet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(F.dropout(self.fc(x), 0.5))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)
        self.out = nn.Linear(4, 2)

    def forward(self, x):
        return self.out(F.dropout(self.fc(x), 0.5))

# expect: TN401 advice 13:25
# expect: TN401 warning 23:25
