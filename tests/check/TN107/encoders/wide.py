from torch import nn


class Encoder(nn.Module):
    def __init__(self, size, width, noise=False):
        super().__init__()
        self.fc = nn.Linear(size, width)
        self.noise = noise

    def forward(self, x):
        return self.fc(x)
