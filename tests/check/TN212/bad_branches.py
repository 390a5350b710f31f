# After "Shared layers for Dropout" (https://github.com/keras-team/keras/issues/8610).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 4)
        self.b = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.3)
        self.out = nn.Linear(4, 1)

    def forward(self, x):
        return self.out(self.drop(torch.sigmoid(self.a(x))) * self.drop(torch.sigmoid(self.b(x))))

# expect: TN212 advice 16:63
