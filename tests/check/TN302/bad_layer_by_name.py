# After "ENH add support for alpha dropout and SELU" (https://github.com/civisanalytics/muffnn/pull/92).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, keep_prob=0.75):
        super().__init__()
        self.keep_prob = keep_prob
        self.fc1 = nn.Linear(6, 6)
        self.fc2 = nn.Linear(6, 2)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="linear")

    def forward(self, x):
        t = torch.selu(self.fc1(x))
        t = F.dropout(t, 1 - self.keep_prob, self.training)
        return self.fc2(t)

# expect: TN302 warning 17:13
