# After "add per-layer dropout for stacked dense/highway/convolution layers" (https://github.com/stevezheng23/reading_comprehension_tf/pull/194).
import settings
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.drop = nn.Dropout(0.2)

    def forward(self, x):
        return self.stack(x)

    def stack(self, x):
        for layer in settings.layers():
            x = self.drop(torch.relu(self.fc(x)))
        return x

# expect: TN902 advice 18:22
# expect: TN313 advice 19:17
