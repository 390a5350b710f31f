# After "Placement of dropout layers" (https://github.com/kshitizrimal/Fast-SCNN/issues/1).
# input: 16x8x8
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.dsconv = nn.Conv2d(16, 16, 3, padding=1)
        self.classifier = nn.Conv2d(16, 19, 1)
        self.drop = nn.Dropout(0.3)

    def forward(self, x):
        x = self.classifier(F.relu(self.dsconv(x)))
        x = self.drop(x)
        return F.softmax(x, dim=1)

# expect: TN204 warning 17:13
