# After "problem in getting same output size as batch size from forward function" (https://github.com/uoguelph-mlrg/Cutout/issues/16).
# input: 3x64x64
import torch
import torch.nn.functional as F
from torch import nn


class Block(nn.Module):
    def __init__(self, n_in, n_out, stride, p):
        super().__init__()
        self.bn = nn.BatchNorm2d(n_in)
        self.conv = nn.Conv2d(n_in, n_out, 3, stride=stride, padding=1)
        self.p = p

    def forward(self, x):
        out = self.conv(F.relu(self.bn(x)))
        return F.dropout(out, p=self.p, training=self.training)

class WideResNet(nn.Module):
    def __init__(self, widen=2, n_classes=4, p=0.4):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 8, 3, padding=1)
        self.block1 = Block(8, 8 * widen, 2, p)
        self.block2 = Block(8 * widen, 16 * widen, 2, p)
        self.bn = nn.BatchNorm2d(16 * widen)
        self.n_out = 16 * widen
        self.fc = nn.Linear(self.n_out, n_classes)

    def forward(self, x):
        out = self.block2(self.block1(self.conv1(x)))
        out = F.relu(self.bn(out))
        out = F.avg_pool2d(out, 8)
        out = out.view(-1, self.n_out)
        return F.softmax(self.fc(out), dim=1)

# expect: TN203 warning 17:16
# expect: TN213 advice 17:16
# expect: TN205 advice 17:16
# expect: TN108 error 27:29
