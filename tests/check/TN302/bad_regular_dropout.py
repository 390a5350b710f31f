# After "SELU" (https://github.com/ageron/handson-ml/issues/88).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 100)
        self.selu = nn.SELU()
        self.dropout = nn.Dropout(0.5)
        self.fc2 = nn.Linear(100, 10)
        nn.init.kaiming_normal_(self.fc1.weight, nonlinearity="linear")

    def forward(self, x):
        return self.fc2(self.dropout(self.selu(self.fc1(x))))

# expect: TN302 warning 17:25
