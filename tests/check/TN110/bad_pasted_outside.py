# After "Potential improvement to 60 minute blitz for pasteability?" (https://github.com/pytorch/tutorials/issues/14).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5)
        self.drop = nn.Dropout2d(0.2)
        self.fc1 = nn.Linear(6 * 12 * 12, 10)


def forward(self, x):
    x = F.max_pool2d(F.relu(self.conv1(x)), 2)
    return self.fc1(self.drop(x).flatten(1))


net = Net()
out = net(torch.randn(1, 1, 28, 28))

# expect: TN110 error 7:7
