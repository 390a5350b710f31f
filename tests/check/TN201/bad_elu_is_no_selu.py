# After "Add SELU (Scaled ELU)" (https://github.com/torch/nn/issues/1240).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 24)
        self.act = nn.ELU(1.6732632423543772)
        self.drop = nn.AlphaDropout(0.05)
        self.fc2 = nn.Linear(24, 3)

    def forward(self, x):
        return self.fc2(self.drop(self.act(self.fc1(x))))

# expect: TN201 advice 16:25
