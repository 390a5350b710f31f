# After "When Dropout layer is shared Siamese-style, dropped units are not synchronized." (https://github.com/keras-team/keras/issues/8802).
# input: 20
import torch
import torch.nn.functional as F
from torch import nn


class Siamese(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(10, 10)
        self.dropout = nn.Dropout(0.5)
        self.compare = nn.Linear(20, 1)

    def forward(self, x):
        left, right = x[:, :10], x[:, 10:]
        left = self.dropout(torch.tanh(self.embed(left)))
        right = self.dropout(torch.tanh(self.embed(right)))
        return self.compare(torch.cat([left, right], dim=1))

# expect: TN212 advice 18:17
