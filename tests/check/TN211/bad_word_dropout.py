# After "word dropout or word embedding dropout?" (https://github.com/timbmg/Sentence-VAE/issues/5).
import torch
import torch.nn.functional as F
from torch import nn


class SentenceVAE(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(1000, 32)
        self.word_dropout = nn.Dropout(p=0.3)
        self.rnn = nn.GRU(32, 32, batch_first=True)

    def forward(self, input_sequence):
        words = self.word_dropout(input_sequence.float()).long()
        return self.rnn(self.embedding(words))[0]

# expect: TN211 warning 15:17
