# After "consider adding support for the alpha dropout" (https://github.com/ml-explore/mlx/issues/3178).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(12, 24)
        self.fc2 = nn.Linear(24, 3)

    def forward(self, x):
        x = torch.tanh(self.fc1(x))
        x = F.alpha_dropout(x, 0.2, self.training)
        return self.fc2(x)

# expect: TN201 advice 15:13
