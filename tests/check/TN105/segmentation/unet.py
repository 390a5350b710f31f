from torch import nn

from ..good_children_below import DecodingBase


class Unet(DecodingBase):
    def __init__(self):
        super().__init__()
        self.n_classes = 2
        self.decoder = nn.Linear(4, 2)
