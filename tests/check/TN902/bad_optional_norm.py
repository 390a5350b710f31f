# After "adopt consistent layer norm & dropout in common layers" (https://github.com/stevezheng23/reading_comprehension_tf/pull/287).
import torch
import torch.nn.functional as F
from torch import nn


import settings


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.norm = nn.LayerNorm(8)
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        y = self.drop(torch.tanh(self.fc(x)))
        if settings.norm_enable():
            y = self.norm(y)
        return x + y

# expect: TN902 advice 19:12
