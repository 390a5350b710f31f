# After "twice dropout for input embedding??" (https://github.com/THUDM/Chinese-Transformer-XL/issues/8).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, embedding_dropout_prob=0.1):
        super().__init__()
        self.embedding_dropout = torch.nn.Dropout(embedding_dropout_prob)
        self.output_layer = nn.Linear(16, 16)

    def forward(self, x):
        hidden_states = self.embedding_dropout(x)
        hidden_states = self.embedding_dropout(hidden_states)
        return self.output_layer(hidden_states)

# expect: TN206 warning 15:25
# expect: TN212 advice 15:25
