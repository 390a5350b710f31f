# After "Fixed dropout instantiation in NGCF and GRU4RecKG forward. Moved dropout_prob in config for SimpleX." (https://github.com/RUCAIBox/RecBole/pull/1946).
import torch
import torch.nn.functional as F
from torch import nn


class Propagation(nn.Module):
    def __init__(self, message_dropout=0.1):
        super().__init__()
        self.message_dropout = message_dropout
        self.layers = nn.ModuleList([nn.Linear(16, 16) for _ in range(2)])

    def forward(self, x):
        outputs = [x]
        for layer in self.layers:
            x = nn.LeakyReLU(negative_slope=0.2)(layer(x))
            x = nn.Dropout(self.message_dropout)(x)
            outputs.append(F.normalize(x, p=2, dim=1))
        return torch.cat(outputs, dim=1)

# expect: TN402 warning 17:17
