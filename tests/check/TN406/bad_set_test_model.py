# After "Add set_test_model" (https://github.com/junyanz/pytorch-CycleGAN-and-pix2pix/pull/93).
# input: 3x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3, padding=1)
        self.norm = nn.BatchNorm2d(8)
        self.drop = nn.Dropout(0.5)
        self.out = nn.Conv2d(8, 3, 1)

    def forward(self, x):
        return torch.tanh(self.out(self.drop(F.relu(self.norm(self.conv(x))))))


def sample(generator, image, n):
    generator.train()
    with torch.no_grad():
        return [generator(image) for _ in range(n)]

# expect: TN213 advice 17:36
# expect: TN406 warning 21:5
