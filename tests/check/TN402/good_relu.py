# A layer without weights that training mode does not change may be made anywhere.
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc2(nn.ReLU()(self.fc1(x)))
