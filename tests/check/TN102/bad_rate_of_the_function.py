# After "dropout() got an unexpected keyword argument 'rate'" (https://github.com/deepchem/deepchem/issues/1675).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(20, 10)
        self.out = nn.Linear(10, 1)

    def forward(self, x):
        x = torch.relu(self.fc(x))
        return self.out(F.dropout(x, rate=0.25, training=self.training))

# expect: TN102 error 15:38
