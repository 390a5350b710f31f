# After "about the order of the ReLU Layer and Dropout Layer in the prototxt?" (https://github.com/sanghoon/pva-faster-rcnn/issues/23).
# input: 512
import torch
import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc6 = nn.Linear(512, 256)
        self.drop6 = nn.Dropout(0.5, inplace=True)
        self.relu6 = nn.ReLU(inplace=True)
        self.fc7 = nn.Linear(256, 128)
        self.drop7 = nn.Dropout(0.5, inplace=True)
        self.relu7 = nn.ReLU(inplace=True)
        self.score = nn.Linear(128, 21)

    def forward(self, x):
        x = self.relu6(self.drop6(self.fc6(x)))
        x = self.relu7(self.drop7(self.fc7(x)))
        return self.score(x)

# expect: TN202 advice 20:24
# expect: TN202 advice 21:24
