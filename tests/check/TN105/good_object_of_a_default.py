# Another object comes in place of the one that the default makes.
from dataclasses import dataclass

from torch import nn


@dataclass
class Settings:
    width: int = 16


class Net(nn.Module):
    def __init__(self, settings=None):
        super().__init__()
        self.settings = settings if settings else Settings()
        self.fc1 = nn.Linear(8, self.settings.width)
        self.drop = nn.Dropout(self.settings.rate)
        self.fc2 = nn.Linear(self.settings.width, 2)

    def forward(self, x):
        return self.fc2(self.drop(self.fc1(x)))
