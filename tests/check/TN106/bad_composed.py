# After "nn.Module should explicitly state the requirement for __init__ prior to self assigment" (https://github.com/pytorch/pytorch/issues/37824).
import torch
import torch.nn.functional as F
from torch import nn


class AutoEncoder(nn.Module):
    def __init__(self):
        self.encoder = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Dropout(0.1))
        self.decoder = nn.Linear(8, 8)

    def forward(self, x):
        return self.decoder(self.encoder(x))

# expect: TN106 error 9:9
