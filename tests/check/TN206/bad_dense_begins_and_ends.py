# After "Stacking dropout layers?" (https://github.com/fouticus/pipgcn/issues/1).
import torch
import torch.nn.functional as F
from torch import nn


class Dense(nn.Module):
    def __init__(self, keep=0.5):
        super().__init__()
        self.before = nn.Dropout(1 - keep)
        self.fc = nn.Linear(8, 8)
        self.after = nn.Dropout(1 - keep)

    def forward(self, x):
        return self.after(torch.relu(self.fc(self.before(x))))


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = Dense()
        self.second = Dense()
        self.out = nn.Linear(8, 1)

    def forward(self, x):
        return self.out(self.second(self.first(x)))

# expect: TN205 advice 15:16
# expect: TN206 warning 15:46
