# After "Member `train` of `GSPnP` seems to cause an error when performing model.eval()" (https://github.com/deepinv/deepinv/issues/257).
from torch import nn


class Denoiser(nn.Module):
    def __init__(self, train=True):
        super().__init__()
        self.train = train
        self.layers = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(), nn.Conv2d(16, 3, 3, padding=1))

    def forward(self, x):
        return x - self.layers(x)

# expect: TN407 warning 8:14
