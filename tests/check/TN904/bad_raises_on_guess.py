import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, hidden_size, num_heads):
        super().__init__()
        if hidden_size != num_heads * 31:
            raise ValueError("made for heads of 31")
        self.fc = nn.Linear(hidden_size, num_heads)

    def forward(self, x):
        return self.fc(x)

# expect: TN904 advice 6:7
