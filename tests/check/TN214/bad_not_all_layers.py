# After "dropout bug" (https://github.com/jlm429/pyperch/issues/2).
# input: 12
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, hidden=(20, 20, 20), dropout_percent=0.2):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(12, hidden[0])])
        for a, b in zip(hidden, hidden[1:]):
            self.layers.append(nn.Linear(a, b))
        self.layers.append(nn.Linear(hidden[-1], 2))
        self.dropout = nn.Dropout(dropout_percent)

    def forward(self, x):
        x = torch.relu(self.layers[0](x))
        x = self.dropout(x)
        for layer in self.layers[1:-1]:
            x = torch.relu(layer(x))
        return self.layers[-1](x)

# expect: TN214 advice 19:13
