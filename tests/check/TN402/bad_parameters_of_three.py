# After "`list(model.Parameters())` behaves differently for custom `nn.module`" (https://github.com/pytorch/pytorch/issues/1291).
import torch
import torch.nn.functional as F
from torch import nn


class ThreeLayerNet(nn.Module):
    def __init__(self, inputs=10, hidden=20, outputs=2):
        super().__init__()
        self.sizes = inputs, hidden, outputs

    def forward(self, x):
        inputs, hidden, outputs = self.sizes
        h = nn.Linear(inputs, hidden)(x).clamp(min=0)
        h = nn.Linear(hidden, hidden)(h).clamp(min=0)
        return nn.Linear(hidden, outputs)(h)

# expect: TN402 warning 14:13
# expect: TN402 warning 15:13
# expect: TN402 warning 16:16
