# After "mc-dropout train mode" (https://github.com/lightning-uq-box/lightning-uq-box/pull/173).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 32)
        self.bn = nn.BatchNorm1d(32)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.bn(self.fc1(x)))))


def mc_dropout_samples(model, x, num_mc_samples=10):
    model.train()
    with torch.no_grad():
        return torch.stack([model(x) for _ in range(num_mc_samples)], dim=-1)

# expect: TN406 warning 20:5
