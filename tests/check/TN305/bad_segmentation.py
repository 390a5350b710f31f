# After "PSP-Net Inplace modification of a variable with requires_grad=True" (https://github.com/meetps/pytorch-semseg/issues/121).
# input: 16x12x12
import torch
import torch.nn.functional as F
from torch import nn


class PSPNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.cbr_final = nn.Sequential(nn.Conv2d(16, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(inplace=True))
        self.dropout = nn.Dropout2d(p=0.1, inplace=True)
        self.classification = nn.Conv2d(8, 19, 1)

    def forward(self, x):
        x = self.cbr_final(x)
        x = self.dropout(x)
        return self.classification(x)

# expect: TN305 error 17:13
