import torch.nn as nn


class Net(nn.Module):
    def __init__(self, sizes=(8, 12, 10)):
        super().__init__()
        layers = []
        layers.append(nn.Linear(sizes[0], sizes[1]))
        layers.append(nn.ReLU())
        layers += [nn.Linear(sizes[1], sizes[2]), nn.Tanh()]
        self.body = nn.Sequential(*layers)
        self.head = nn.Linear(sizes[-1], 3)

    def forward(self, x):
        h = self.body(x)
        logits = self.head(h)
        return logits
