import torch
import torch.nn.functional as F
from torch import nn
from others import pack


class Classifier(nn.Module):
    def __init__(self, vocabulary, classes):
        super().__init__()
        self.embedding = nn.Embedding(len(vocabulary), 32)
        dropout = nn.Dropout(0.3)
        self.fc = nn.Linear(32, classes)

    def forward(self, words, lengths):
        x = self.embedding(words)
        x = pack(x, lengths)
        return self.fc(self.dropout(x))

# expect: TN113 error 17:24
