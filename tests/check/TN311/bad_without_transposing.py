# After "Dropout_2d Questions" (https://github.com/XuezheMax/NeuroNLP2/issues/24).
# input: 35
import torch
import torch.nn.functional as F
from torch import nn


class Parser(nn.Module):
    def __init__(self):
        super().__init__()
        self.word_embed = nn.Embedding(800, 64)
        self.dropout_in = nn.Dropout1d(p=0.33)
        self.rnn = nn.LSTM(64, 32, batch_first=True)

    def forward(self, words):
        return self.rnn(self.dropout_in(self.word_embed(words)))[0]

# expect: TN311 advice 16:25
