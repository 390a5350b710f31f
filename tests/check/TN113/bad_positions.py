# After "SwinTransformer' object has no attribute 'pos_drop'" (https://github.com/SwinTransformer/Swin-Transformer-Object-Detection/issues/214).
import torch
from torch import nn


class Swin(nn.Module):
    def __init__(self, dim=96):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, 4, stride=4)
        self.layers = nn.Sequential(nn.Conv2d(dim, dim, 1), nn.GELU())

    def forward_features(self, x):
        x = self.patch_embed(x)
        x = self.pos_drop(x)
        return self.layers(x)

# expect: TN113 error 14:13
