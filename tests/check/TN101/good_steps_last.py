# forward takes [N, steps, channels]: the 3 that the first layer names are not the steps.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv1d(3, 8, 5, padding=2)
        self.pool = nn.MaxPool1d(2)
        self.conv2 = nn.Conv1d(8, 8, 5, padding=2)
        self.drop = nn.Dropout(0.2)
        self.fc1 = nn.Linear(8, 2)

    def forward(self, x):
        x = x.permute(0, 2, 1)
        x = self.pool(self.conv1(x))
        x = self.pool(self.conv2(x))
        return self.fc1(self.drop(x.mean(dim=-1)))
