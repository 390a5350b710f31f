# After "TypeError: train() missing 3 required positional arguments: 'data_loader', 'optimizer', and 'epochs'"
# (https://github.com/divelab/DIG/issues/171).
import torch
from torch import nn


class Grace(nn.Module):
    def __init__(self, encoder, p=0.2):
        super().__init__()
        self.encoder = encoder
        self.project = nn.Sequential(nn.Linear(32, 32), nn.ELU(), nn.Dropout(p), nn.Linear(32, 32))

    def forward(self, x):
        return self.project(self.encoder(x))

    def train(self, encoder, data_loader, optimizer, epochs):
        self.encoder.train()
        for _ in range(epochs):
            for x in data_loader:
                optimizer.zero_grad()
                self(x).square().mean().backward()
                optimizer.step()

# expect: TN407 warning 16:9
