# After "last drop out may affect the validation result" (https://github.com/wenwenyu/PICK-pytorch/issues/77).
# input: 12x32
import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self, dim=32, p=0.1):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(dim, 4, 64, p, batch_first=True)
        self.norm = nn.LayerNorm(dim)
        self.p = p

    def forward(self, x):
        x = self.layer(x)
        dropout = nn.Dropout(self.p)
        return self.norm(dropout(x))

# expect: TN402 warning 17:19
