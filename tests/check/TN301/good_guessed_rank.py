# The first layer that names the size of its input is a norm of tokens: it stands behind layers of volumes, which take no matrix.
import torch
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.place = nn.Parameter(torch.zeros(1, dim, 8, 8, 8))
        layer = nn.TransformerEncoderLayer(d_model=dim, nhead=4, batch_first=True)
        self.layers = nn.TransformerEncoder(layer, num_layers=2)
        self.norm = nn.LayerNorm(dim)

    def forward(self, x):
        n, c, d, h, w = x.shape
        tokens = self.norm(self.layers((x + self.place).flatten(2).transpose(1, 2)))
        return tokens.transpose(1, 2).reshape(n, c, d, h, w)


class Net(nn.Module):
    def __init__(self, in_channels=5, f=8):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv3d(in_channels, f, 3, padding=1), nn.LeakyReLU(0.01))
        self.down = nn.Conv3d(f, 2 * f, 3, stride=2, padding=1)
        self.middle = Encoder(2 * f)
        self.up = nn.ConvTranspose3d(2 * f, f, kernel_size=2, stride=2)
        self.drop = nn.Dropout3d(0.1)
        self.head = nn.Conv3d(f, 4, kernel_size=1)

    def forward(self, x):
        s = self.drop(self.stem(x))
        b = self.down(s)
        return self.head(self.up(b + self.middle(b)) + s)
