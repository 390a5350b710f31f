# Nobody makes objects of it: the classes that extend it, in other files, set the encoder and the decoder.
from abc import ABC, abstractmethod

from torch import nn


class Generator(nn.Module, ABC):
    def __init__(self, start=1):
        super().__init__()
        self.start = start

    @abstractmethod
    def reorder(self, states, order):
        pass

    def forward(self, x):
        return self.decoder(self.encoder(x))
