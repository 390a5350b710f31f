# After "Stack 1/2: Initial configuration of skip connection drop path drop out." (https://github.com/m2lines/Samudra/pull/641).
# input: 8x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Level(nn.Module):
    def __init__(self, channels=8, shortcut_dropout_rate=0.1):
        super().__init__()
        self.down = nn.Conv2d(channels, channels, 3, stride=2, padding=1)
        self.middle = nn.Conv2d(channels, channels, 3, padding=1)
        self.up = nn.Upsample(scale_factor=2)
        self.shortcut_dropout = nn.Dropout2d(shortcut_dropout_rate)

    def forward(self, x):
        deep = self.up(torch.relu(self.middle(torch.relu(self.down(x)))))
        return torch.relu(self.shortcut_dropout(x) + deep)

# expect: TN207 warning 18:27
