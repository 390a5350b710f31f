# After "ARGA constructor issue" (https://github.com/pyg-team/pytorch_geometric/issues/681).
import torch
import torch.nn.functional as F
from torch import nn


class Autoencoder(nn.Module):
    def __init__(self, encoder, decoder=None):
        super().__init__()
        self.encoder = encoder
        self.decoder = nn.Linear(4, 8) if decoder is None else decoder

    def forward(self, x):
        return self.decoder(self.encoder(x))


class Adversarial(Autoencoder):
    def __init__(self):
        self.discriminator = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.2), nn.Linear(16, 1))
        super().__init__(nn.Linear(8, 4))

    def loss(self, z):
        return -torch.log(torch.sigmoid(self.discriminator(z)) + 1e-8).mean()

# expect: TN106 error 19:9
