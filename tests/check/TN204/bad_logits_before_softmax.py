# After "bug fix: apply dropout to logits before softmax" (https://github.com/PaddlePaddle/Parakeet/pull/74).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, dropout=0.1):
        super().__init__()
        self.affine = nn.Linear(32, 8)
        self.dropout = dropout

    def forward(self, x):
        logits = self.affine(x)
        logits = F.dropout(logits, self.dropout, training=self.training)
        return F.softmax(logits, dim=-1)

# expect: TN204 warning 15:18
