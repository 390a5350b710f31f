import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.drop = nn.Dropout(0.5, inplace=True)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x):
        x = torch.softmax(self.fc1(x), dim=1)
        return self.fc2(self.drop(x))

# expect: TN305 error 15:25
