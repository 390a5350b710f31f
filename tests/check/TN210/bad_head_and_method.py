# After "Attribute and method priority inconsistent between Python and TorchDynamo NNModuleVariable" (https://github.com/pytorch/torchdynamo/issues/276).
import torch
import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.features = nn.Linear(8, 8)
        self.drop = nn.Dropout(0.5)
        self.head = nn.Linear(8, 2)

    def drop(self, x):
        return x

    def forward(self, x):
        x = torch.relu(self.features(x))
        x = self.drop(x)
        return self.head(x)

# expect: TN210 warning 11:9
