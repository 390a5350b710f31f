# After "Reverts use of in-place dropout" (https://github.com/CUNY-CL/yoyodyne/pull/298).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = nn.Linear(8, 8)
        self.query = nn.Linear(8, 8)
        self.dropout = nn.Dropout(0.2, inplace=True)
        self.out = nn.Linear(16, 4)

    def forward(self, x):
        embedded = self.embed(x)
        query = torch.tanh(self.query(embedded))
        embedded = self.dropout(embedded)
        return self.out(torch.cat([embedded, query], dim=-1))

# expect: TN305 error 18:20
