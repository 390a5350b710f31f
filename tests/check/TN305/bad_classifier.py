# After "RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.cuda.FloatTensor [512, 2048]], which is output 0 of ReluBackward0, is at version 1;" (https://github.com/BierOne/bottom-up-attention-vqa/issues/6).
import torch
import torch.nn.functional as F
from torch import nn


class SimpleClassifier(nn.Module):
    def __init__(self, in_dim=16, hid_dim=32, dropout=0.5):
        super().__init__()
        self.main = nn.Sequential(nn.Linear(in_dim, hid_dim), nn.ReLU(), nn.Dropout(dropout, inplace=True), nn.Linear(hid_dim, 10))

    def forward(self, x):
        return self.main(x)

# expect: TN305 error 13:16
