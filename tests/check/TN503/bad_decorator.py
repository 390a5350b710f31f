import torch
import torch.nn.functional as F
from torch import nn


from torch._functorch import config

config.activation_memory_budget = 0


@torch.compile
def thin(x, w):
    return F.dropout(torch.relu(x @ w), 0.2, training=True)

# expect: TN503 warning 8:35
