# After "An Error I Got - Could you mind help me solving it - Thanks. This is in 4_2_ModelTrainingRandomBatches.ipynb file." (https://github.com/ImadSaddik/Train_Your_Language_Model_Course/issues/11).
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self, n_embd, head_size, dropout):
        super().__init__()
        self.key = nn.Linear(n_embd, head_size, bias=False)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x):
        return self.dropout(self.key(x))


class Block(nn.Module):
    def __init__(self, n_embd, n_head, dropout):
        super().__init__()
        head_size = n_embd // n_head
        assert head_size * n_head == n_embd
        self.heads = nn.ModuleList([Head(n_embd, head_size, dropout) for _ in range(n_head)])

    def forward(self, x):
        return x + torch.cat([head(x) for head in self.heads], dim=-1)


class Model(nn.Module):
    def __init__(self, n_embd=384, n_head=7, n_layer=2, dropout=0.2):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(n_embd, n_head, dropout) for _ in range(n_layer)])

    def forward(self, x):
        return self.blocks(x)


# model: Model(n_embd=384, n_head=7)

# expect: TN111 error 21:9
