# After "Implicit module registration permits silent programming errors in torch.nn.Module" (https://github.com/pytorch/pytorch/issues/59925).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.parts = {'encode': nn.Linear(4, 4), 'decode': nn.Linear(4, 4)}

    def forward(self, x):
        return self.parts['decode'](torch.tanh(self.parts['encode'](x)))

# expect: TN112 warning 10:33
# expect: TN112 warning 10:60
