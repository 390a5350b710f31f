import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.1)
        self.embedding = nn.Embedding(100, 8)
        self.fc = nn.Linear(8, 2)

    def forward(self, tokens):
        kept = F.dropout(tokens.float(), 0.1, self.training).long()
        return self.fc(self.embedding(kept))

# expect: TN209 warning 9:21
# expect: TN211 warning 14:16
