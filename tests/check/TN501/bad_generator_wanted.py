# After "Random Generator for Dropout" (https://github.com/pytorch/pytorch/issues/76580).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(8, 8)
        self.dropout = nn.Dropout(p=0.3)
        self.head = nn.Linear(8, 3)

    def forward(self, x):
        x = torch.tanh(self.fc(x))
        torch.random.manual_seed(42)
        x = self.dropout(x)
        return self.head(x)

# expect: TN501 warning 16:9
