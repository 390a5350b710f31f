# After "Dropout parameter unused" (https://github.com/dimitymiller/cac-openset/issues/1).
import torch
import torch.nn.functional as F
from torch import nn


class BaseEncoder(nn.Module):
    def __init__(self, dropout=0.3):
        super().__init__()
        self.encoder = nn.Sequential(nn.Conv2d(3, 8, 3), nn.LeakyReLU(0.2), nn.Dropout2d(dropout))

    def forward(self, x):
        return self.encoder(x)


class ClosedSetClassifier(nn.Module):
    def __init__(self, num_classes=6, dropout=0.2):
        super().__init__()
        self.encoder = BaseEncoder()
        self.fc = nn.Linear(8, num_classes)

    def forward(self, x):
        return self.fc(self.encoder(x).mean(dim=(2, 3)))

# expect: TN205 advice 13:16
# expect: TN307 warning 17:39
