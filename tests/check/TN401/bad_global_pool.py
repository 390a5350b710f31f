# After "Functional Dropout in evaluation mode" (https://github.com/Coderx7/SimpleNet/issues/2).
# input: 3x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(3, 16, 3, padding=1), nn.BatchNorm2d(16), nn.ReLU(inplace=True))
        self.classifier = nn.Linear(16, 10)

    def forward(self, x):
        x = self.features(x)
        x = F.adaptive_max_pool2d(x, 1)
        x = F.dropout2d(x, 0.1, training=True)
        return self.classifier(x.flatten(1))

# expect: TN401 advice 17:13
