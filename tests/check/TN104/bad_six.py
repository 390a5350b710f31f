# After "Encoder dropout default value error" (https://github.com/nlpyang/hiersumm/issues/17).
import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self, enc_dropout=6):
        super().__init__()
        self.linear = nn.Linear(16, 16)
        self.dropout = nn.Dropout(enc_dropout)
        self.norm = nn.LayerNorm(16)

    def forward(self, x):
        return self.norm(x + self.dropout(self.linear(x)))

# expect: TN104 error 11:35
