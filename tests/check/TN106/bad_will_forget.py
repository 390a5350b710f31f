# After "get rid of requiring to do super.__init__ in nn.Container subclasses" (https://github.com/pytorch/pytorch/issues/422).
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self):
        self.drop = nn.Dropout()
        self.fc = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc(self.drop(torch.tanh(x)))

# expect: TN106 error 9:9
