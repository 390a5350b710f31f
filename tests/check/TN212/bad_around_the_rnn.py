# After "[Bug]: dropout duplicated in serquence tagger" (https://github.com/flairNLP/flair/issues/3514).
import torch
import torch.nn.functional as F
from torch import nn


class SequenceTagger(nn.Module):
    def __init__(self, n_words=1000, dim=32, hidden=64, n_tags=9, p=0.5):
        super().__init__()
        self.embedding = nn.Embedding(n_words, dim)
        self.dropout = nn.Dropout(p)
        self.rnn = nn.LSTM(dim, hidden, batch_first=True, bidirectional=True)
        self.linear = nn.Linear(2 * hidden, n_tags)

    def forward(self, sentence):
        sentence_tensor = self.embedding(sentence)
        sentence_tensor = self.dropout(sentence_tensor)
        sentence_tensor, _ = self.rnn(sentence_tensor)
        sentence_tensor = self.dropout(sentence_tensor)
        return self.linear(sentence_tensor)

# expect: TN212 advice 19:27
