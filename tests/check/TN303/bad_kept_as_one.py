# After "dropout to 1.0" (https://github.com/deeplearning4j/dl4j-test-resources/pull/73).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, keep=0.0):
        super().__init__()
        self.fc1 = nn.Linear(10, 10)
        self.fc2 = nn.Linear(10, 2)
        self.keep = keep

    def forward(self, x):
        x = torch.tanh(self.fc1(x))
        return self.fc2(F.dropout(x, p=1 - self.keep, training=self.training))

# expect: TN303 warning 16:25
