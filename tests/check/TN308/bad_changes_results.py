# After "Keras Dropout layer changes results with dropout=0.0" (https://github.com/tensorflow/tensorflow/issues/10845).
# input: 1000
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.model = nn.Sequential(
            nn.Linear(1000, 128),
            nn.ReLU(),
            nn.Dropout(0.0),
            nn.Linear(128, 46),
            nn.LogSoftmax(dim=1),
        )

    def forward(self, x):
        return self.model(x)

# expect: TN308 advice 14:24
