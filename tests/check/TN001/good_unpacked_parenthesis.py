import torch
import torch.nn.functional as F
from torch import nn


class Dataset:
    def __getitem__(self, i):
        return *(super().__getitem__(i)), i

    def at(self, corner, step):
        return self.volume[*(corner - step)]


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.fc(x)
