# After "ENH add support for alpha dropout and SELU" (https://github.com/civisanalytics/muffnn/pull/92).
# input: 20
import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, activation=torch.relu, keep_prob=0.9):
        super().__init__()
        self.hidden = nn.ModuleList([nn.Linear(20, 16), nn.Linear(16, 16)])
        self.drop = nn.AlphaDropout(1 - keep_prob)
        self.out = nn.Linear(16, 1)
        self.activation = activation

    def forward(self, x):
        for fc in self.hidden:
            x = self.drop(self.activation(fc(x)))
        return self.out(x)

# expect: TN201 advice 18:17
