"""Modules as attributes, one statement each, a rate that is passed on."""
from torch import nn


class Net(nn.Module):
    def __init__(self, hidden=16, dropout_rate=0.5):
        super(Net, self).__init__()
        self.fc1 = nn.Linear(8, hidden)
        self.act1 = nn.Tanh()
        self.dropout1 = nn.Dropout(p=dropout_rate)  # as published
        self.fc2 = nn.Linear(hidden, 3)

    def forward(self, x):
        """Logits."""
        x = self.fc1(x)
        x = self.act1(x)  # squashed
        x = self.dropout1(x)
        x = self.fc2(x)
        return x
