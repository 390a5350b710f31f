# After "SpatialDropout" (https://github.com/albarji/neurowriter/issues/20).
# input: 16x20
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(16, 16, 3)
        self.conv2 = nn.Conv1d(16, 16, 3)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        return self.conv2(self.drop(F.elu(self.conv1(x))))

# expect: TN213 advice 16:27
