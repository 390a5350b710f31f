import torch
import torch.nn.functional as F
from torch import nn


from elsewhere import Base


class Net(Base):
    def forward(self, x):
        return self.dropout(x)
