# After "self.feature_dropout not defined" (https://github.com/mxtsai/ELNet/issues/3).
import torch
import torch.nn.functional as F
from torch import nn


from mri.layers import Backbone


class ELNet(nn.Module):
    def __init__(self, **kwargs):
        super().__init__()
        self.body = Backbone(kwargs["channels"])
        self.fc = nn.Linear(16, 2)

    def forward(self, x):
        x = self.body(x).amax(0)
        return self.fc(self.feature_dropout(x))

# expect: TN113 error 18:24
