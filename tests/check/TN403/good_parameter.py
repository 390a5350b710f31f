import torch
import torch.nn.functional as F
from torch import nn


def attend(q, k, v, dropout_p=0.0):
    return F.scaled_dot_product_attention(q, k, v, dropout_p=dropout_p)
