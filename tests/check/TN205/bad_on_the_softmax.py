# After "Can Apply a Dropout Layer to Softmax Layer in Neural Networks – Deep Learning Tutorial" (https://tutorialexample.com/?p=275).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 16)
        self.scores = nn.Linear(16, 5)
        self.softmax = nn.Softmax(dim=1)
        self.drop = nn.Dropout(0.4)

    def forward(self, x):
        return self.drop(self.softmax(self.scores(F.relu(self.hidden(x)))))

# expect: TN205 advice 16:16
