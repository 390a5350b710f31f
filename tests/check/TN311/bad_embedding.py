import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.emb = nn.Embedding(100, 8)
        self.drop = nn.Dropout1d(0.2)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        x = self.drop(self.emb(x))
        return self.fc(x.mean(1))

# input: 12
# expect: TN311 advice 14:13
