# After "Fix inconsistent use of drop probability and keep probability" (https://github.com/kbreininger/tutorial-dlframework/pull/3).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        keep_rate = 0.8
        self.fc1 = nn.Linear(12, 12)
        self.drop = nn.Dropout(keep_rate)
        self.fc2 = nn.Linear(12, 3)

    def forward(self, x):
        return self.fc2(self.drop(torch.sigmoid(self.fc1(x))))

# expect: TN304 warning 16:25
