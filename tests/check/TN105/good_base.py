# A base lacks what its children have.
import torch.nn.functional as F
from torch import nn


class Base(nn.Module):
    def forward(self, x):
        return F.relu(self.fc1(x))


class Child(Base):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)

