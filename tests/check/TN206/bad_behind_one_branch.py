from torch import nn


class Net(nn.Module):
    def __init__(self, small):
        super().__init__()
        layers = [nn.Linear(8, 8), nn.Dropout(0.3)]
        if small:
            layers.append(nn.Dropout(0.2))
        else:
            layers += [nn.ReLU()]
        layers.append(nn.Linear(8, 2))
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)

# expect: TN206 warning 16:16
