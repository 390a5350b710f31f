# After "dropout should change" (https://github.com/SPOClab-ca/BENDR/issues/16).
# input: 20x96
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Conv1d(20, 16, 3, stride=3, padding=1), nn.Dropout2d(0.1), nn.GroupNorm(8, 16), nn.GELU())

    def forward(self, x):
        return self.encoder(x)

# expect: TN301 warning 15:16
