# A module's own __call__ comes in place of torch's, which would ask forward.
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def __call__(self, x):
        return x + F.relu(self.fc(x))


class Checked(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)

    def __call__(self, x):
        return super().__call__(x) + x

    def forward(self, x):
        return F.relu(self.fc(x))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(Block(), Checked())
        self.one = Block()

    def forward(self, x):
        return self.blocks(self.one(x))
