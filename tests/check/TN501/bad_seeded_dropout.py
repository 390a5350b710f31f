# After "Add seeded dropout" (https://github.com/baal-org/baal/pull/15).
import torch
import torch.nn.functional as F
from torch import nn


class SeededDropout(nn.Module):
    def __init__(self, p=0.5, seed=1337):
        super().__init__()
        self.seed = seed
        self.p = p

    def forward(self, x):
        torch.manual_seed(self.seed)
        return F.dropout(x, self.p, self.training)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.drop = SeededDropout()
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.fc1(x))))

# expect: TN501 warning 14:9
# expect: TN205 advice 15:16
