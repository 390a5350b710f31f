# After "All the dropouts should have seed argument. This will make testing easy.test_torch_dropout is failing tests : function tree :'torch.nn.functional.dropout'" (https://github.com/unifyai/ivy/issues/13031).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 6), nn.Tanh(), nn.Dropout(0.4), nn.Linear(6, 6))

    def forward(self, x):
        torch.manual_seed(0)
        return self.layers(x)

# expect: TN501 warning 13:9
