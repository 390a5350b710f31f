# After "Add last layer only to Dropout" (https://github.com/pwhofman/probly/issues/11).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(16, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(), nn.Linear(32, 32), nn.ReLU(),
            nn.Linear(32, 32), nn.ReLU(), nn.Dropout(0.25), nn.Linear(32, 4))

    def forward(self, x):
        return self.net(x)

# expect: TN214 advice 15:16
