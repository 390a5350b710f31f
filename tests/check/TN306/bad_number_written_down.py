# After "Default num_layers 1 instead of 3" (https://github.com/wjko2/Domain-Agnostic-Sentence-Specificity-Prediction/issues/13).
# input: 5x16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, enc_lstm_dim=20, n_enc_layers=3, dpout_model=0.5):
        super().__init__()
        self.enc_lstm = nn.LSTM(16, enc_lstm_dim, 1, bidirectional=True, dropout=dpout_model)
        self.n_enc_layers = n_enc_layers
        self.classifier = nn.Linear(2 * enc_lstm_dim, 2)

    def forward(self, x):
        return self.classifier(self.enc_lstm(x)[0])

# expect: TN306 warning 11:82
