# After "Unused Dropout Parameter" (https://github.com/lucidrains/x-transformers/issues/175).
import torch
import torch.nn.functional as F
from torch import nn


class ViTransformerWrapper(nn.Module):
    def __init__(self, dim=32, num_classes=10, dropout=0.0, emb_dropout=0.1):
        super().__init__()
        self.patch_to_embedding = nn.Linear(48, dim)
        self.norm = nn.LayerNorm(dim)
        self.mlp_head = nn.Linear(dim, num_classes)

    def forward(self, x):
        return self.mlp_head(self.norm(self.patch_to_embedding(x)).mean(dim=-2))

# expect: TN307 warning 8:48
# expect: TN307 warning 8:61
