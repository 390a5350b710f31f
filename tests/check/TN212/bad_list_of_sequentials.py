from torch import nn


class Stack(nn.Module):
    def __init__(self, depth=3):
        super().__init__()
        drop = nn.Dropout(0.2)
        self.layers = nn.ModuleList([nn.Sequential(nn.Linear(8, 8), nn.ReLU(), drop) for _ in range(depth)])
        self.out = nn.Linear(8, 4)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
            # expect: TN212 advice 13:17
        return self.out(x)
