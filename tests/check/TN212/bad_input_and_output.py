import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(100, 16)
        self.drop = nn.Dropout(0.1)
        self.fc = nn.Linear(16, 16)
        self.out = nn.Linear(16, 4)

    def forward(self, x):
        x = self.drop(self.emb(x))
        x = self.drop(torch.tanh(self.fc(x)))
        return self.out(x)

# expect: TN212 advice 16:13
