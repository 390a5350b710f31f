# After "Added additional dropout to concat" (https://github.com/ludwig-ai/ludwig/pull/3116).
import torch
import torch.nn.functional as F
from torch import nn


import config


class Combiner(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(12, 12)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(12, 1)

    def forward(self, x):
        for _ in range(config.num_fc_layers):
            x = self.drop(torch.relu(self.fc(x)))
        return self.out(x)

# expect: TN902 advice 18:18
# expect: TN313 advice 19:17
