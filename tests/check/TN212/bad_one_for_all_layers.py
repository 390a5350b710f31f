# After "[v2 BUG]: DropoutEstimator raises an error that object has no attribute '_p'" (https://github.com/chemprop/chemprop/issues/1173).
import torch
import torch.nn.functional as F
from torch import nn


class FeedForward(nn.Module):
    def __init__(self, n_in=32, hidden=64, n_out=1, p=0.2):
        super().__init__()
        dropout = nn.Dropout(p)
        self.first = nn.Sequential(nn.Linear(n_in, hidden), nn.ReLU(), dropout)
        self.second = nn.Sequential(nn.Linear(hidden, hidden), nn.ReLU(), dropout)
        self.last = nn.Linear(hidden, n_out)

    def forward(self, x):
        x = self.first(x)
        x = self.second(x)
        return self.last(x)

# expect: TN212 advice 17:13
