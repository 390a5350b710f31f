# After "nn.Dropout layer TypeError: ‘<’ not supported between instances of ‘Dropout’ and ‘int’" (https://github.com/pytorch/pytorch/issues/36270).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout(0.2)
        self.embedding_dropout = nn.Dropout(self.dropout)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(self.embedding_dropout(torch.tanh(x)))

# expect: TN104 error 11:45
