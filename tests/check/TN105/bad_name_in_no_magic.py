# The magic binds others: this name stays unbound.
import torch
from torch import nn

get_ipython().run_cell_magic('time', '', 'rows = torch.randn(100, 8)\n')
width = 2 * hiden


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 3)

    def forward(self, x):
        return torch.relu(self.fc1(x))

# expect: TN105 error 6:13
