# After "forward() takes 2 positional arguments but 3 were given" (https://github.com/pengzhiliang/MAE-pytorch/issues/36).
# input: 16x32
import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = nn.Sequential(nn.LayerNorm(32), nn.Linear(32, 32), nn.GELU(), nn.Dropout(0.1))

    def forward(self, x):
        return x + self.block(x)


class Pretraining(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = Encoder()
        self.decoder = nn.Linear(32, 48)

    def forward(self, x):
        mask = torch.zeros(x.size(0), x.size(1), dtype=torch.bool)
        return self.decoder(self.encoder(x, mask))

# expect: TN107 error 25:45
