# After "tokenembedding fix" (https://github.com/candle-org/MindAct/pull/54).
import torch
import torch.nn.functional as F
from torch import nn


class TokenEmbedding(nn.Module):
    def __init__(self, n_words=500, dim=32, word_dropout=0.1):
        super().__init__()
        self.embed = nn.Embedding(n_words, dim)
        self.dropout_layer = nn.Dropout(word_dropout)

    def drop_word(self, words):
        words = words.to(torch.float32)
        return self.dropout_layer(words).to(torch.long)

    def forward(self, words):
        words = self.dropout_layer(words.float()).long()
        return self.embed(words)

# expect: TN211 warning 18:17
