# After "Fix: use dropout parameter" (https://github.com/huawei-noah/multi_hyp_cc/pull/17).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, dropout=0.2):
        super().__init__()
        self.final = nn.Sequential(nn.Linear(16, 16), nn.ReLU(inplace=True), nn.Dropout(), nn.Linear(16, 3))

    def forward(self, x):
        return self.final(x)

# expect: TN307 warning 8:24
