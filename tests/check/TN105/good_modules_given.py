import torch
from torch import nn


class Wrapper(nn.Module):
    def __init__(self, modules=None):
        super().__init__()
        self.mods = nn.ModuleDict(modules)

    def forward(self, x):
        return self.mods.classifier(self.mods.encoder(x))
