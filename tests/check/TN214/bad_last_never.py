# After "No dropout in last hidden layer?" (https://github.com/zygmuntz/hyperband/issues/9).
# input: 20
import torch
import torch.nn.functional as F
from torch import nn


class MLP(nn.Module):
    def __init__(self, n_layers=4, p=0.3):
        super().__init__()
        layers = [nn.Linear(20, 64), nn.ReLU()]
        for i in range(n_layers - 1):
            if i == 0:
                layers.append(nn.Dropout(p))
            layers += [nn.Linear(64, 64), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.Linear(64, 1))

    def forward(self, x):
        return self.layers(x)

# expect: TN214 advice 19:16
