# After "use p instead of keep_prob for nn.Dropout" (https://github.com/candle-org/MindAct/pull/387).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, keep_prob=0.9):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.drop = nn.Dropout(p=keep_prob)
        self.out = nn.Linear(8, 8)

    def forward(self, x):
        return self.out(self.drop(torch.tanh(self.fc(x))))

# expect: TN304 warning 15:25
