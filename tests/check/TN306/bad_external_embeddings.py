# After "Dropout error using external embeddings" (https://github.com/IBM/pytorch-seq2seq/issues/171).
import torch
import torch.nn.functional as F
from torch import nn


class EncoderRNN(nn.Module):
    def __init__(self, n_layers=1, dropout_p=0.2):
        super().__init__()
        self.embedding = nn.Embedding(1000, 300)
        self.rnn = nn.GRU(300, 128, 1, batch_first=True, dropout=dropout_p)

    def forward(self, x):
        return self.rnn(self.embedding(x))[0]

# expect: TN306 warning 11:66
