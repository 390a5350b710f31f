# A notebook as a program: what its magics run is text here, and binds names all the same. A template's marks are replaced.
import torch
from torch import nn

CASES = __CASES__

get_ipython().run_cell_magic('time', '', 'rows = torch.randn(100, 8)\nhidden, classes = 16, 3\n')
get_ipython().run_line_magic('time', 'train = rows[:80]')


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(rows.shape[1], hidden)
        self.fc2 = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x)))


net = Net()
print(net(train).shape)
