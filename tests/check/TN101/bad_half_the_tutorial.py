# After "RuntimeError: mat1 and mat2 shapes cannot be multiplied (128x512 and 2048x4096)" (https://github.com/securefederatedai/openfederatedlearning/issues/226).
# input: 1x28x28
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block_1 = nn.Sequential(nn.Conv2d(1, 64, (3, 3), padding=1), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d((2, 2), stride=(2, 2)))
        self.block_2 = nn.Sequential(nn.Conv2d(64, 128, (3, 3), padding=1), nn.BatchNorm2d(128), nn.ReLU(), nn.MaxPool2d((2, 2), stride=(2, 2)))
        self.classifier = nn.Sequential(nn.Linear(2048, 4096), nn.ReLU(), nn.Dropout(p=0.5), nn.Linear(4096, 10))

    def forward(self, x):
        x = self.block_2(self.block_1(x))
        return self.classifier(x.view(x.size(0), -1))

# expect: TN101 error 13:51
