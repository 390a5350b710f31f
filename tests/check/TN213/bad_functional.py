import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 10, 5)
        self.conv2 = nn.Conv2d(10, 20, 5)
        self.out = nn.Linear(320, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv1(x), 2))
        x = F.dropout(x, 0.3, self.training)
        x = F.relu(F.max_pool2d(self.conv2(x), 2))
        return self.out(x.view(-1, 320))

# input: 1x28x28
# expect: TN213 advice 15:13
