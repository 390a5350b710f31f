# After "Changed train --> train_model" (https://github.com/HazyResearch/metal/pull/71).
from torch import nn


class Classifier(nn.Module):
    def __init__(self, layers, p=0.1):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(layers[0], layers[1]), nn.ReLU(), nn.Dropout(p), nn.Linear(layers[1], layers[2]))

    def forward(self, x):
        return self.net(x)

    def train(self, *args, **kwargs):
        raise NotImplementedError


class EndModel(Classifier):
    def __init__(self):
        super().__init__([10, 20, 2])
        self.extra = nn.Dropout(0.3)

    def forward(self, x):
        return self.net(self.extra(x))

    def train(self, loader, epochs):
        for _ in range(epochs):
            for x, y in loader:
                nn.functional.cross_entropy(self(x), y).backward()

# expect: TN407 warning 13:9
# expect: TN407 warning 25:9
