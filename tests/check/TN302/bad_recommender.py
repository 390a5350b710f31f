# After "Adding AlphaDropout support, which is recommended by selu activation" (https://github.com/NVIDIA-Merlin/models/pull/369).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(40, 20)
        self.tower = nn.Sequential(nn.SELU(), nn.Dropout(0.2), nn.Linear(20, 1))
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="linear")

    def forward(self, x):
        return torch.sigmoid(self.tower(self.fc1(x)))

# expect: TN302 warning 15:30
