# After "nn.Module not importing parameters contained in lists" (https://github.com/pytorch/pytorch/issues/666).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, num_layers=3):
        super().__init__()
        self.layer = nn.Linear(1, 1)
        self.list_of_layers = [nn.Linear(1, 1) for i in range(num_layers)]

    def forward(self, x):
        x = self.layer(x)
        for one in self.list_of_layers:
            x = one(x)
        return x

# expect: TN112 warning 11:32
