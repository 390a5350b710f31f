# After "dropout(inplace=True) raises error : one of the variables needed for gradient computation has been modified by an inplace operation:Tensor [], which is output 0 of ReluBackward0, is at version 2; expe" (https://github.com/pytorch/pytorch/issues/72992).
# input: 3x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.main = nn.Sequential(
            nn.Conv2d(3, 8, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, inplace=True), nn.Dropout2d(0.25, inplace=True),
            nn.Conv2d(8, 16, 4, 2, 1, bias=False))

    def forward(self, x):
        return self.main(x)

# expect: TN305 error 16:16
