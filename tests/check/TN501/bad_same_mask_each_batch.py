# After "How to keep the same Dropout mask for different batches" (https://github.com/pytorch/pytorch/issues/2649).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(10, 10)
        self.out = nn.Linear(10, 1)

    def forward(self, x):
        h = torch.sigmoid(self.hidden(x))
        torch.manual_seed(1234)
        h = F.dropout(h, 0.5, self.training)
        return self.out(h)

# expect: TN501 warning 15:9
