# After "Different inputs on Conv2d" (https://github.com/mrdbourke/pytorch-deep-learning/issues/763).
# input: 1x28x28
import torch
import torch.nn.functional as F
from torch import nn


class TinyVGG(nn.Module):
    def __init__(self, hidden_units=10):
        super().__init__()
        self.block = nn.Sequential(
            nn.Conv2d(1, hidden_units, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(hidden_units, hidden_units, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
        self.classifier = nn.Sequential(nn.Flatten(), nn.Linear(in_features=hidden_units, out_features=10))

    def forward(self, x):
        return self.classifier(self.block(x))

# expect: TN101 error 14:77
