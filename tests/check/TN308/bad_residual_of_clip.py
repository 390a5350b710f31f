# After "Question regarding use of nn.Dropout(0) in model code" (https://github.com/farewellthree/STAN/issues/5).
# input: 9x32
import torch
import torch.nn.functional as F
from torch import nn


class Temporal(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.Linear(32, 32)
        self.proj_drop = nn.Dropout(0)
        self.temporal_fc = nn.Linear(32, 32)

    def forward(self, x):
        return x + self.temporal_fc(self.proj_drop(torch.relu(self.attention(x))))

# expect: TN308 advice 12:37
