# After "Droupout shouldn't be here" (https://github.com/ewrfcas/face_attribute_classification_pytorch/issues/1).
import torch
import torch.nn.functional as F
from torch import nn


class Attributes(nn.Module):
    def __init__(self):
        super().__init__()
        self.backbone = nn.Sequential(nn.Linear(512, 256), nn.ReLU())
        self.heads = nn.ModuleList([nn.Linear(256, 2) for _ in range(4)])

    def forward(self, x):
        x = self.backbone(x)
        x = nn.Dropout(0.3)(x)
        return torch.stack([head(x) for head in self.heads], dim=1)

# expect: TN402 warning 15:13
