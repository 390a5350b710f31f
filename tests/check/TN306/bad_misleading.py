# After "Remove misleading dropout from training configs where RNN has only one layer" (https://github.com/allenai/allennlp/pull/2768).
# input: 6x50
import torch
import torch.nn.functional as F
from torch import nn


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.LSTM(input_size=50, hidden_size=25, bidirectional=True, batch_first=True, dropout=0.5)
        self.tag = nn.Linear(50, 9)

    def forward(self, x):
        return self.tag(self.encoder(x)[0])

# expect: TN306 warning 11:109
