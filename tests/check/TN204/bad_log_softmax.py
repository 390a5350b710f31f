import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.5)

    def forward(self, x):
        x = self.drop(self.fc1(x))
        return F.log_softmax(x, dim=1)

# expect: TN204 warning 13:13
