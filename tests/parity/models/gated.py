"""A convolutional net with what stands between layers: gates that are broadcast, parts of tensors, numbers."""
import torch
from torch import nn


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.part = nn.Conv2d(4, 6, 3, padding=1)
        self.gate = nn.Linear(14, 14)
        self.drop = nn.Dropout(0.2)
        self.fc = nn.Linear(14, 10)

    def forward(self, x):
        x = self.conv(2 * x - 1)
        a, b = x.chunk(2, dim=1)
        first, rest = x.split([3, 5], dim=1)
        x = torch.cat([a[:, :2] - 0.5 * b[:, 1:3], self.part(b), first / 3, rest[:, -3:]], 1)[:, :, 2:-2, :30]
        weight = torch.sigmoid(self.gate(x.mean((2, 3))))
        x = x * weight[:, :, None, None] + (1 - weight[:, 0].view(-1, 1, 1, 1))
        top, bottom = x.mean(3)[:, :, ::1].split(14, 2)
        return self.fc(self.drop(top.mean(2) - bottom.mean(2)))
