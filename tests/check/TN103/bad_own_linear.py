# After "TypeError: on __init()__ missing require positional argument: out_features" (https://github.com/jayparks/transformer/issues/5).
import torch
import torch.nn.functional as F
from torch import nn


class Linear(nn.Module):
    def __init__(self, in_features, out_features, bias=True):
        super().__init__()
        self.linear = nn.Linear(in_features, out_features, bias=bias)
        nn.init.zeros_(self.linear.bias)

    def forward(self, inputs):
        return self.linear(inputs)


class EncoderLayer(nn.Module):
    def __init__(self, d_model, d_ff, dropout):
        super().__init__()
        self.w_1 = Linear(d_model, d_ff)
        self.w_2 = Linear(d_ff)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(self.w_2(torch.relu(self.w_1(x))))


class Encoder(nn.Module):
    def __init__(self, n_layers=2, d_model=16, d_ff=32, dropout=0.1):
        super().__init__()
        self.layers = nn.ModuleList([EncoderLayer(d_model, d_ff, dropout) for _ in range(n_layers)])

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

# expect: TN103 error 21:20
# expect: TN205 advice 25:16
