# After "train() overwrites the base method of nn.Module" (https://github.com/seungeunrho/minimalRL/issues/2).
import torch
import torch.nn.functional as F
from torch import nn


class Policy(nn.Module):
    def __init__(self):
        super().__init__()
        self.data = []
        self.fc1 = nn.Linear(4, 128)
        self.dropout = nn.Dropout(p=0.6)
        self.fc2 = nn.Linear(128, 2)

    def forward(self, x):
        return F.softmax(self.fc2(self.dropout(F.relu(self.fc1(x)))), dim=-1)

    def train(self, gamma=0.99):
        total = 0
        for reward, probability in self.data[::-1]:
            total = reward + gamma * total
            (-torch.log(probability) * total).backward()
        self.data = []

# expect: TN407 warning 18:9
