# What the class reads, segmentation/unet.py sets: a class in a folder below extends it.
from torch import nn


class DecodingBase(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 4)

    def forward(self, x):
        return self.decoder(self.fc(x)) * self.n_classes
