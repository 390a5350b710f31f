# After "No dropout prob in TrainingStateParams" (https://github.com/sdrobert/pydrobert-pytorch/pull/12).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, lr=0.1, dropout_prob=0.3):
        super().__init__()
        self.lr = lr
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(x)

# expect: TN307 warning 8:32
