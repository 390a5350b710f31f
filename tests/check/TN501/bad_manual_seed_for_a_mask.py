# After "dropout with manualSeed" (https://github.com/torch/nn/issues/1154).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, seed=0):
        super().__init__()
        self.seed = seed
        self.fc1 = nn.Linear(5, 5)
        self.drop = nn.Dropout()
        self.fc2 = nn.Linear(5, 2)

    def forward(self, x):
        torch.manual_seed(self.seed)
        return self.fc2(self.drop(torch.tanh(self.fc1(x))))

# expect: TN501 warning 16:9
