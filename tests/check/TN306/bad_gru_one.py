import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, p=0.2):
        super().__init__()
        self.rnn = nn.GRU(8, 16, num_layers=1, dropout=p)
        self.fc = nn.Linear(16, 2)

    def forward(self, x):
        out, _ = self.rnn(x)
        return self.fc(out)

# expect: TN306 warning 9:56
