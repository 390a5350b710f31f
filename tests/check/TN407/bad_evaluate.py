# After "Do not overwrite the 'train' method on torch nn modules" (https://github.com/Swopper050/foundations-drl/issues/9).
import torch
from torch import nn


class QNetwork(nn.Module):
    def __init__(self, states, actions):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(states, 64), nn.ReLU(), nn.Dropout(0.1))
        self.head = nn.Linear(64, actions)

    def forward(self, x):
        return self.head(self.body(x))

    def eval(self, loader):
        with torch.no_grad():
            return [self(x).argmax(-1) for x in loader]

# expect: TN407 warning 15:9
