# After "RuntimeError: mat1 and mat2 shapes cannot be multiplied (1048576x1 and 512x512)" (https://github.com/wqshmzh/CANet-CZSL/issues/7).
# input: 512x1x1
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.image_embedder_attr = nn.Sequential(nn.Linear(512, 512), nn.ReLU(), nn.Dropout(0.3))

    def forward(self, x):
        return self.image_embedder_attr(x)

# expect: TN101 error 11:60
