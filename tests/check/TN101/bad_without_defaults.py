"""Sizes that are written on both sides do not fit, whatever the class is given."""
from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.fc1 = nn.Linear(width, 128)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(in_features=64, out_features=32)
        self.fc3 = nn.Linear(32, classes)

    def forward(self, x):
        x = self.drop(self.fc1(x).relu())
        return self.fc3(self.fc2(x).relu())


class Stem(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(channels, 16, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout2d(0.2), nn.Conv2d(32, 64, 3), nn.BatchNorm2d(16))

    def forward(self, x):
        return self.layers(x)

# expect: TN101 error 10:42
# expect: TN101 error 22:98
# expect: TN101 error 22:125
# expect: TN203 warning 25:16
