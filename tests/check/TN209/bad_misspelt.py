import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.dropout1 = nn.Dropout(0.25)
        self.dropout2 = nn.Dropout(0.5)
        self.fc2 = nn.Linear(6, 4)

    def forward(self, x):
        x = self.dropout1(F.relu(self.fc1(x)))
        return self.fc2(F.relu(self.dropout1(x)))

# expect: TN209 warning 11:25
# expect: TN202 advice 16:32
# expect: TN206 warning 16:32
# expect: TN212 advice 16:32
