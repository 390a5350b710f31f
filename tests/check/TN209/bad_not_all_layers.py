# After "dropout bug" (https://github.com/jlm429/pyperch/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 10)
        self.fc2 = nn.Linear(10, 10)
        self.out = nn.Linear(10, 2)
        self.dropout1 = nn.Dropout(0.2)
        self.dropout2 = nn.Dropout(0.2)

    def forward(self, x):
        x = self.dropout1(F.relu(self.fc1(x)))
        x = F.relu(self.fc2(x))
        return self.out(x)

# expect: TN209 warning 14:25
