# After "dropout_fn is assigned but never used" (https://github.com/bioinf-jku/SNNs/issues/6).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dropout_fn = nn.AlphaDropout(p=0.05)
        self.hidden = nn.Linear(20, 20)
        self.out = nn.Linear(20, 2)
        nn.init.kaiming_normal_(self.hidden.weight, nonlinearity="linear")

    def forward(self, x):
        return self.out(F.selu(self.hidden(x)))

# expect: TN209 warning 10:27
