# After "questions about MLP - drop out." (https://github.com/guojiajeremy/Dinomaly/issues/11).
import torch
import torch.nn.functional as F
from torch import nn


class Mlp(nn.Module):
    def __init__(self, drop=0.2):
        super().__init__()
        self.fc1 = nn.Linear(16, 64)
        self.act = nn.GELU()
        self.fc2 = nn.Linear(64, 16)
        self.drop = nn.Dropout(drop)

    def forward(self, x):
        x = self.drop(self.act(self.fc1(x)))
        return self.drop(self.fc2(x))

# expect: TN205 advice 17:16
# expect: TN212 advice 17:16
