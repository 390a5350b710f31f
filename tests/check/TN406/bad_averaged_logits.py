# After "Montecarlo dropout" (https://github.com/open-mmlab/mmsegmentation/issues/2441).
# input: 3x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Segmenter(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.drop = nn.Dropout2d(0.1)
        self.head = nn.Conv2d(8, 4, 1)

    def forward(self, x):
        return self.head(self.drop(self.body(x)))


@torch.no_grad()
def average(model, image, times):
    model.train()
    total = 0
    for _ in range(times):
        total = total + model(image)
    return total / times

# expect: TN406 warning 21:5
