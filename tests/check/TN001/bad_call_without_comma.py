import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, n_in, n_hidden):
        super().__init__()
        self.fc = nn.Linear(n_in, n_hidden)

    def forward(self, x):
        return self.fc(x)


net = Net(n_in=8,
          n_hidden=4
          n_layers=1)

# expect: TN001 error 15:20
