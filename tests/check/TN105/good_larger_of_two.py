# torch.max of two tensors is a tensor, and not the values and indices along a dimension.
import functools

import torch
from torch import nn


def saliency(x):
    low = x.min(dim=-1, keepdim=True).values
    return (x - low) / torch.fft.fft2(x).real


def similarity(x, y):
    first = saliency(x)
    second = saliency(y)
    larger = torch.max(first, second)
    eps = torch.finfo(larger.dtype).eps
    return first / (larger.sum(dim=(-1, -2)) + eps)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.similarity = functools.partial(similarity)

    def forward(self, x, y):
        return self.similarity(x=x, y=y)
