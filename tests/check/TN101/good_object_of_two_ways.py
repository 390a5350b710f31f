# input: 8
import argparse

from torch import nn

args = argparse.ArgumentParser().parse_args()


class Config:
    def __init__(self, width):
        self.width = width


def configure():
    if args.deep:
        return Config(16)
    return Config(4)


config = configure()
if args.deep:
    inner = 16
else:
    inner = 4


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, config.width)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(self.fc1(x))
