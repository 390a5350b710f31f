# After "Upgraded sentiment Analysis notebook - dropout in embedding layer?" (https://github.com/bentrevett/pytorch-sentiment-analysis/issues/74).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(25000, 100)
        self.dropout = nn.Dropout(0.5)
        self.fc = nn.Linear(100, 1)

    def forward(self, text):
        embedded = self.embedding(self.dropout(text))
        return self.fc(embedded.mean(dim=1))

# expect: TN211 warning 15:35
