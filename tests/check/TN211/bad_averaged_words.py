# After "Dropout type error?" (https://github.com/keras-team/keras/issues/1700).
import torch
import torch.nn.functional as F
from torch import nn


class AveragedWords(nn.Module):
    def __init__(self, n_words=5000, dim=50, p=0.3):
        super().__init__()
        self.word_drop = nn.Dropout(p)
        self.lookup = nn.Embedding(n_words, dim)
        self.lstm = nn.LSTM(dim, 128, batch_first=True)
        self.out = nn.Linear(128, 1)

    def forward(self, words):
        ids = self.word_drop(words.float())
        hidden, _ = self.lstm(self.lookup(ids.long()))
        return torch.sigmoid(self.out(hidden[:, -1]))

# expect: TN211 warning 16:15
