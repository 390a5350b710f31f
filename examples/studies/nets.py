"""Nets of the recipes in this folder, small enough to be studied in minutes on two cores."""

from torch import nn


class Dense(nn.Module):
    """784 inputs, two hidden layers, dropout on the input and behind each of them (Srivastava et al. 2014, appendix B)."""

    def __init__(self, hidden=256, visible_rate=0.2, hidden_rate=0.5):
        super().__init__()
        self.input_drop = nn.Dropout(visible_rate)
        self.fc1 = nn.Linear(784, hidden)
        self.drop1 = nn.Dropout(hidden_rate)
        self.fc2 = nn.Linear(hidden, hidden)
        self.drop2 = nn.Dropout(hidden_rate)
        self.out = nn.Linear(hidden, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.input_drop(x.flatten(1))
        x = self.drop1(self.relu(self.fc1(x)))
        x = self.drop2(self.relu(self.fc2(x)))
        return self.out(x)


class Deep(nn.Module):
    """784-1024-1024-1024-10 with dropout on the input and behind each layer: the nets of Srivastava et al. 2014, table 2."""

    def __init__(self, hidden=1024, visible_rate=0.2, hidden_rate=0.5):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(),
            nn.Dropout(visible_rate),
            nn.Linear(784, hidden), nn.ReLU(), nn.Dropout(hidden_rate),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(hidden_rate),
            nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(hidden_rate),
            nn.Linear(hidden, 10),
        )

    def forward(self, x):
        return self.layers(x)


class Hidden(nn.Module):
    """784 inputs, two hidden layers, dropout behind the second only."""

    def __init__(self, hidden=256, rate=0.5):
        super().__init__()
        self.fc1 = nn.Linear(784, hidden)
        self.fc2 = nn.Linear(hidden, hidden)
        self.drop = nn.Dropout(rate)
        self.out = nn.Linear(hidden, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.fc1(x.flatten(1)))
        x = self.drop(self.relu(self.fc2(x)))
        return self.out(x)


class Activation(nn.Module):
    """Dropout between a layer and its activation; `kind` is the activation's name in torch.nn."""

    def __init__(self, kind, inputs=64, hidden=64, rate=0.5):
        super().__init__()
        self.fc = nn.Linear(inputs, hidden)
        self.drop = nn.Dropout(rate)
        self.activation = getattr(nn, kind)()
        self.out = nn.Linear(hidden, 10)

    def forward(self, x):
        return self.out(self.activation(self.drop(self.fc(x.flatten(1)))))


class BatchNorm(nn.Module):
    """Dropout in front of a batch norm, which learns the variance that dropout makes (Li et al. 2019)."""

    def __init__(self, inputs=64, hidden=64, rate=0.5):
        super().__init__()
        self.fc1 = nn.Linear(inputs, hidden)
        self.bn1 = nn.BatchNorm1d(hidden)
        self.drop = nn.Dropout(rate)
        self.fc2 = nn.Linear(hidden, hidden)
        self.bn2 = nn.BatchNorm1d(hidden)
        self.out = nn.Linear(hidden, 10)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.drop(self.relu(self.bn1(self.fc1(x.flatten(1)))))
        x = self.relu(self.bn2(self.fc2(x)))
        return self.out(x)


class Maps(nn.Module):
    """Two convolutions on 32 x 32 images in three colours."""

    def __init__(self, width=16):
        super().__init__()
        self.conv1 = nn.Conv2d(3, width, 3, padding=1)
        self.conv2 = nn.Conv2d(width, 2 * width, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.relu = nn.ReLU()
        self.drop = nn.Dropout2d(0.1)
        self.out = nn.Linear(2 * width * 8 * 8, 10)

    def forward(self, x):
        x = self.pool(self.relu(self.conv1(x)))
        x = self.drop(self.pool(self.relu(self.conv2(x))))
        return self.out(x.flatten(1))
