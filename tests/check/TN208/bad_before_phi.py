# After "4.6.7感觉也不太对" (https://github.com/datawhalechina/d2l-ai-solutions-manual/issues/50).
# input: 784
import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, before=True):
        super().__init__()
        parts = [nn.Linear(784, 256), nn.Sigmoid()]
        parts.insert(1 if before else 2, nn.Dropout(0.2))
        self.net = nn.Sequential(nn.Flatten(), *parts, nn.Linear(256, 10))

    def forward(self, x):
        return self.net(x)

# expect: TN208 advice 16:16
