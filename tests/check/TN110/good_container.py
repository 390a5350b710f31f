import torch
import torch.nn.functional as F
from torch import nn


class Blocks(nn.ModuleList):
    def names(self):
        return [type(block).__name__ for block in self]
