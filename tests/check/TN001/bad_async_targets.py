# After "target.cuda(async=True),在async=True处出现SyntaxError: invalid syntax" (https://github.com/GengDavid/pytorch-cpn/issues/25).
import torch
import torch.nn.functional as F
from torch import nn


class PoseNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 17, 3, padding=1)
        self.drop = nn.Dropout2d(0.1)

    def forward(self, x):
        return self.conv(self.drop(x))

def train(loader, model, criterion):
    model.train()
    for inputs, targets, valid in loader:
        refined = model(inputs)
        targets = targets.cuda(async=True)
        loss = criterion(refined, targets)
        loss.backward()

# expect: TN001 error 20:32
