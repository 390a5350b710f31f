import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.AlphaDropout(0.9)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(self.drop(F.selu(self.fc1(x))))

# expect: TN304 advice 14:25
# expect: TN309 advice 14:35
