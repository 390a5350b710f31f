# After "Undefined name: import torch for lines 46 and 54" (https://github.com/yfeng95/DECA/pull/65).
from torch import nn


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(100, 50)

    def forward(self, x):
        x = self.fc(x)
        return torch.cat([x, x ** 2], dim=1)

# expect: TN105 error 12:16
