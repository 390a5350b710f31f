# After "HiddenLayerBuilder does not add dropout to HiddenLayer" (https://github.com/haifengl/smile/issues/759).
from torch import nn


class Builder(nn.Module):
    def __init__(self, features=50, widths=(50, 40, 30, 20), rate=0.2):
        super().__init__()
        layers = []
        for i, width in enumerate(widths):
            layers += [nn.Linear(features, width), nn.ReLU()]
            if i == 0:
                layers.append(nn.Dropout(rate))
            features = width
        self.layers = nn.Sequential(*layers, nn.Linear(features, 2))

    def forward(self, x):
        return self.layers(x)

# expect: TN214 advice 17:16
