import torch
import torch.nn.functional as F
from torch import nn


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        

    def forward(self, x):
        raise NotImplementedError


class Net(Base):
    def __init__(self):
        super().__init__()
        self.drop = torch.nn.Dropout(p=0.3)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        return self.fc2(torch.sigmoid(self.fc1(x)))

# expect: TN209 warning 19:21
