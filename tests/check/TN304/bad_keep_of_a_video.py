# After "Wrong assigning of dropout probability" (https://github.com/piergiaj/pytorch-i3d/issues/58).
import torch
import torch.nn.functional as F
from torch import nn


class InceptionI3d(nn.Module):
    def __init__(self, num_classes=400, dropout_keep_prob=0.5):
        super().__init__()
        self.dropout = nn.Dropout(dropout_keep_prob)
        self.logits = nn.Linear(32, num_classes)

    def forward(self, x):
        return self.logits(self.dropout(torch.relu(x)))

# expect: TN304 advice 14:28
