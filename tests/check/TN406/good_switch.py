# The caller decides whether this is for Monte Carlo samples, or at all.
import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(8, 6)
        self.bn = nn.BatchNorm1d(6)
        self.drop = nn.Dropout(0.5)
        self.fc2 = nn.Linear(6, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.bn(self.fc1(x)))))


def predict(model, batches, inference=True):
    model.train(not inference)
    with torch.no_grad():
        return [model(batch) for batch in batches]
