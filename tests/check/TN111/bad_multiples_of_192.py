# After "Problem with embedding dimension" (https://github.com/IcarusWizard/MAE/issues/24).
import torch
import torch.nn.functional as F
from torch import nn


class Encoder(nn.Module):
    def __init__(self, emb_dim=512, num_head=3):
        super().__init__()
        if emb_dim % num_head != 0:
            raise ValueError(f"{emb_dim} is no multiple of {num_head}")
        self.layers = nn.ModuleList(nn.Linear(emb_dim, emb_dim // num_head) for _ in range(num_head))
        self.drop = nn.Dropout(0.1)

    def forward(self, x):
        return self.drop(torch.cat([layer(x) for layer in self.layers], -1))


# model: Encoder(emb_dim=512)

# expect: TN111 error 11:13
