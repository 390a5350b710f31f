# After "About batch_size" (https://github.com/ZhengyuZhao/Adi-Red-Scene/issues/9).
# input: 64x14x14
import torch
from torch import nn


class Scenes(nn.Module):
    def __init__(self, n_classes=7):
        super().__init__()
        self.conv = nn.Conv2d(64, 64, 1)
        self.pool = nn.AvgPool2d(kernel_size=14)
        self.drop = nn.Dropout(0.5)
        self.linear = nn.Linear(16, n_classes)

    def forward(self, conv_maps):
        pooled = self.pool(torch.relu(self.conv(conv_maps)))
        return self.linear(self.drop(pooled.view(-1, 16)))

# expect: TN108 error 13:33
