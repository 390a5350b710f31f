# After "when train_cifar.py is running, there is some error." (https://github.com/eric8607242/SGNAS/issues/4).
import torch
import torch.nn.functional as F
from torch import nn


class Generator(nn.Module):
    def __init__(self, hc_dim=4, dim=16):
        super().__init__()
        self.hc_head = nn.Linear(hc_dim, dim)
        self.main = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(), nn.Dropout(0.2), nn.Linear(dim, dim))

    def forward(self, x, hc):
        return self.main(x + self.hc_head(hc))


class Search(nn.Module):
    def __init__(self):
        super().__init__()
        self.generator = Generator()

    def forward(self, prior):
        constraint, noise = torch.zeros(1, 4), torch.randn(1, 16)
        return self.generator(prior, constraint, noise)

# expect: TN107 error 24:50
