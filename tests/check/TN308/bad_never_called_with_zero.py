# After "Disable dropout" (https://github.com/IvanKuchin/pancreas_segmentation/pull/40).
# input: 1x8x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Down(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv3d(1, 8, 3, padding=1)
        self.dropout = nn.Dropout3d(0)
        self.out = nn.Conv3d(8, 2, 1)

    def forward(self, x):
        return self.out(self.dropout(F.relu(self.conv(x))))

# expect: TN308 advice 12:37
