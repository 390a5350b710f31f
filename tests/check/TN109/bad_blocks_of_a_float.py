# After "float error" (https://github.com/VITA-Group/ShapeMatchingGAN/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, depth=6):
        super().__init__()
        self.blocks = nn.ModuleList()
        for _ in range(depth / 3):
            self.blocks.append(nn.Sequential(nn.Linear(16, 16), nn.ReLU(), nn.Dropout(0.2)))

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return x

# expect: TN109 error 11:18
