# After "Add Spatial2dDropout before classification layer" (https://github.com/neptune-ai/open-solution-mapping-challenge/issues/100).
# input: 16x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Conv2d(16, 16, 3, padding=1)
        self.dropout = nn.Dropout(0.3)
        self.classify = nn.Conv2d(16, 2, 3, padding=1)

    def forward(self, x):
        return self.classify(self.dropout(torch.relu(self.up(x))))

# expect: TN213 advice 16:30
