# Which convolution it is follows from an argument that nobody gives here.
from torch import nn


class Encoder(nn.Module):
    def __init__(self, args, norm="BatchNorm"):
        super().__init__()
        self.ndims = args["net"]["ndims"]
        conv = getattr(nn, "Conv%dd" % self.ndims)
        self.conv = conv(args["net"]["c_in"], 8, 3)
        self.norm = getattr(nn, f"{norm}{self.ndims}d")(8)

    def forward(self, x):
        return self.norm(self.conv(x))
