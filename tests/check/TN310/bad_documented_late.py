# After "Add documentation for FeatureAlphaDropout" (https://github.com/pytorch/pytorch/pull/36295).
# input: 16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 16)
        self.fc2 = nn.Linear(16, 2)
        nn.init.normal_(self.fc1.weight, std=0.25)

    def forward(self, x):
        x = F.selu(self.fc1(x))
        return self.fc2(F.feature_alpha_dropout(x, 0.1, self.training))

# expect: TN310 warning 17:25
