# After "Behavior of F.dropout in eval mode" (https://github.com/pytorch/pytorch/issues/26338).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(10, 10)

    def forward(self, x):
        x = self.fc(x)
        x = F.dropout(x)
        return torch.relu(x)


net = Net()
net.eval()
print(net(torch.ones(1, 10)).shape)

# expect: TN202 advice 14:13
# expect: TN401 warning 14:13
