# After "TypeError: forward() takes 2 positional arguments but 3 were given" (https://github.com/pytorch/pytorch/issues/65676).
import torch
import torch.nn.functional as F
from torch import nn


class StructuralAttention(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def forward(self, hello, world):
        return self.fc(hello) + world


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.Sequential()
        self.attention.add_module(name="structural_attention", module=StructuralAttention())
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        return self.drop(self.attention(x, x))

# expect: TN107 error 24:44
