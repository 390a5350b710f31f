# After "'float' object cannot be interpreted as an integer??" (https://github.com/clcarwin/SFD_pytorch/issues/17).
# input: 8x4x4
import torch
import torch.nn.functional as F
from torch import nn


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = nn.ModuleList([nn.Conv2d(8, 2, 1), nn.Conv2d(8, 4, 1)])
        self.drop = nn.Dropout2d(0.1)

    def forward(self, x):
        x = self.drop(x)
        scores = [head(x) for head in self.heads]
        for i in range(len(scores) / 2):
            scores[i * 2] = F.softmax(scores[i * 2], dim=1)
        return torch.cat(scores, dim=1)

# expect: TN109 error 17:18
