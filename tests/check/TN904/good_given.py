# A configuration, a module and a function that nobody gave: what they are is not known, how the values flow is.
import torch.nn as nn


class Net(nn.Module):
    def __init__(self, config, encoder, activation, sizes):
        super().__init__()
        self.fc1 = nn.Linear(config.width, config["hidden"])
        self.bn = nn.BatchNorm1d(config.get("hidden_size"))
        self.drop = nn.Dropout(config.dropout)
        self.encoder = encoder
        self.activation = activation
        self.layers = nn.ModuleList([nn.Linear(size, size) for size in sizes])
        self.head = nn.Linear(config.width, 4) if config.has_head else nn.Identity()

    def forward(self, x):
        x = self.bn(self.drop(self.fc1(x)))
        x = self.activation(self.encoder(x)) * self.scale()
        for layer in self.layers:
            x = layer(x)
        return self.head(x)

    def scale(self):
        return 2

# expect: TN203 warning 17:21
