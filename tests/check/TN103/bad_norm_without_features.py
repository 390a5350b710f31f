# After "layer = nn.BatchNorm2d()" (https://github.com/BBuf/onnx2X/issues/5).
# input: 3x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = self.convert()
        self.drop = nn.Dropout2d(0.1)

    @staticmethod
    def convert():
        layer = nn.BatchNorm2d()
        return layer

    def forward(self, x):
        return self.drop(F.relu(self.norm(self.conv(x))))

# expect: TN103 error 17:17
