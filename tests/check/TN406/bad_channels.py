import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3)
        self.bn = nn.BatchNorm2d(4)
        self.drop = nn.Dropout2d(0.5)
        self.conv2 = nn.Conv2d(4, 4, 3)

    def forward(self, x):
        return self.conv2(self.drop(torch.tanh(self.bn(self.conv(x)))))


def sample(model, x, n=20):
    model.train()
    with torch.inference_mode():
        return torch.stack([model(x) for _ in range(n)])

# expect: TN406 warning 19:5
