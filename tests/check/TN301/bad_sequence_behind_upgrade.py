# After "Did Dropout2d change for Pytorch 1.11?" (https://github.com/pytorch/pytorch/issues/77081).
# input: 7x12
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Linear(12, 16)
        self.spatial = nn.Dropout2d(0.3)
        self.rnn = nn.GRU(16, 16, batch_first=True)

    def forward(self, x):
        x = torch.tanh(self.emb(x))
        x = self.spatial(x)
        return self.rnn(x)[0]

# expect: TN301 warning 17:13
# expect: TN311 advice 17:13
