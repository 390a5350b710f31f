# After "Added SpatialDropout1D" (https://github.com/keras-team/keras/pull/4133).
# input: 20
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(1000, 50)
        self.norm = nn.LayerNorm(50)
        self.spatial = nn.Dropout1d(0.2)
        self.conv = nn.Conv1d(50, 16, 3)

    def forward(self, x):
        x = self.spatial(self.norm(self.embedding(x)))
        return self.conv(x.transpose(1, 2)).amax(2)

# expect: TN311 advice 17:13
