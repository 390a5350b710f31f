import torch
import torch.nn.functional as F
from torch import nn


from torch.utils.checkpoint import checkpoint as ckpt


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.2)
        self.fc = nn.Linear(8, 8)

    def forward(self, x):
        return torch.sigmoid(self.fc(self.drop(x)))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(ckpt(self.block, x, preserve_rng_state=False))

# expect: TN502 warning 26:63
