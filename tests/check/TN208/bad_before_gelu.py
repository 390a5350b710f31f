# After "Is Dropout After Activation in PyTorch" (https://www.codegenes.net/blog/is-dropout-after-activation-pytorch).
import torch
import torch.nn.functional as F
from torch import nn


class SimpleNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(10, 20)
        self.dropout = nn.Dropout(p=0.5)
        self.fc2 = nn.Linear(20, 1)

    def forward(self, x):
        x = self.dropout(self.fc1(x))
        return self.fc2(F.gelu(x))

# expect: TN208 advice 15:13
