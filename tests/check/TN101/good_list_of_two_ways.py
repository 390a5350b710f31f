# Neither way gives both layers.
# input: 8
import argparse

from torch import nn

args = argparse.ArgumentParser().parse_args()
layers = []
if args.deep:
    layers.append(nn.Linear(8, 16))
else:
    layers.append(nn.Linear(8, 4))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(*layers)

    def forward(self, x):
        return self.body(x)
