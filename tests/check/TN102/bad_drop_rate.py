# After "The keyword argument 'dropout_rate' in class 'Encoder1DBlock' of models." (https://github.com/google-research/vision_transformer/issues/57).
import torch
import torch.nn.functional as F
from torch import nn


class EncoderBlock(nn.Module):
    def __init__(self, dropout_rate=0.1):
        super().__init__()
        self.norm = nn.LayerNorm(16)
        self.drop = nn.Dropout(dropout_rate)

    def forward(self, x):
        return x + self.drop(self.norm(x))


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = EncoderBlock(drop_rate=0.1)
        self.head = nn.Linear(16, 10)

    def forward(self, x):
        return self.head(self.block(x))

# expect: TN102 error 20:35
