# After "Support p=0 for dropout function" (https://github.com/sony/nnabla/pull/948).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 8)
        self.fc2 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc2(F.dropout(torch.relu(self.fc1(x)), p=0, training=self.training))

# expect: TN308 advice 14:62
