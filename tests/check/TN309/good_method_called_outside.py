import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 16)
        self.fc2 = nn.Linear(16, 4)

    def start(self):
        for layer in (self.fc1, self.fc2):
            torch.nn.init.normal_(layer.weight, 0.0, layer.in_features ** -0.5)

    def forward(self, x):
        return self.fc2(torch.selu(self.fc1(x)))


net = Net()
net.start()
