import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.fc2 = nn.Linear(6, 6)
        self.fc3 = nn.Linear(6, 4)
        for fc in (self.fc1, self.fc2, self.fc3):
            nn.init.kaiming_normal_(fc.weight, nonlinearity="linear")

    def forward(self, x):
        x = F.alpha_dropout(F.selu(self.fc1(x)), 0.1, self.training)
        x = F.alpha_dropout(F.selu(self.fc2(x)), p=0.1, training=self.training)
        return self.fc3(x)


x = F.alpha_dropout(torch.zeros(3), 0.5)  # off, as a note shows
