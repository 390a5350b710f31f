# After "Can Apply a Dropout Layer to Softmax Layer in Neural Networks – Deep Learning Tutorial" (https://tutorialexample.com/?p=275).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 16)
        self.scores = nn.Linear(16, 5)

    def forward(self, x):
        scores = self.scores(F.relu(self.hidden(x)))
        kept = F.dropout(scores, p=0.4, training=self.training)
        probabilities = torch.softmax(kept, dim=1)
        return probabilities

# expect: TN204 warning 15:16
