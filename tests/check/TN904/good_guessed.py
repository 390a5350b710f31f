# Sizes are guessed by the parameters' names: how the values flow is checked, what depends on sizes is not.
from torch import nn


class Net(nn.Module):
    def __init__(self, in_features, hidden: int, dropout: float):
        super().__init__()
        self.fc1 = nn.Linear(in_features, hidden)
        self.drop = nn.Dropout(dropout)
        self.bn = nn.BatchNorm1d(hidden)
        self.fc2 = nn.Linear(123, 4)

    def forward(self, x):
        return self.bn(self.drop(self.fc1(x)))

# expect: TN203 warning 14:24
