# After "TypeError: 'float' object cannot be interpreted as an integer" (https://github.com/marvis/pytorch-yolo2/issues/129).
# input: 8x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Reorg(nn.Module):
    def __init__(self, stride=2):
        super().__init__()
        self.stride = stride

    def forward(self, x):
        B, C, H, W = x.size()
        hs = ws = self.stride
        x = x.view(B, C, H / hs, hs, W / ws, ws).transpose(3, 4).contiguous()
        return x.view(B, hs * ws * C, H // hs, W // ws)

# expect: TN109 error 16:13
