# After "“forward() takes from 2 to 4 positional arguments but 7 were given”" (https://github.com/wjunneng/2020-AI-Financial-User-Review-Categories/issues/1).
import torch
import torch.nn.functional as F
from torch import nn


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.dense = nn.Linear(24, 24)
        self.dropout = nn.Dropout(0.1)

    def forward(self, hidden, attention_mask=None, head_mask=None):
        return hidden + self.dropout(torch.tanh(self.dense(hidden)))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = Layer()
        self.out = nn.Linear(24, 2)

    def forward(self, hidden):
        encoded = self.layer(hidden, None, None, None, None, False)
        return self.out(encoded)

# expect: TN107 error 24:50
