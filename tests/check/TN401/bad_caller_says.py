# forward is asked whether it trains: who forgets to say so drops in evaluation, who says so does not.
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 4)
        self.fc2 = nn.Linear(4, 2)

    def forward(self, x, training: bool = True):
        return self.fc2(F.dropout(self.fc1(x), p=0.5, training=training))

# expect: TN401 advice 13:25
