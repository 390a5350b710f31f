import pytorch_lightning as pl
from torch import nn


class Trainer:
    """No module: its train is its own business."""

    def __init__(self, model):
        self.model = model
        self.dropout = 0.5

    def train(self, loader, epochs):
        for _ in range(epochs):
            for x, y in loader:
                nn.functional.cross_entropy(self.model(x), y).backward()

    def eval(self, loader):
        return [self.model(x) for x, _ in loader]


class Elsewhere(pl.LightningModule):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.1), nn.Linear(4, 2))

    def forward(self, x):
        return self.net(x)

    def train(self, loader, epochs):
        return self
