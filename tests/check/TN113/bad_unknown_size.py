import torch
import torch.nn.functional as F
from torch import nn
from others import unusual


class Net(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.fc = nn.Linear(config.hidden, 4)
        self.drop = nn.Dropout(config.p)

    def forward(self, x):
        if unusual(x):
            return x
        return self.fc(self.dropout(x))

# expect: TN209 warning 11:21
# expect: TN113 error 16:24
