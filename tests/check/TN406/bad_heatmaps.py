# After "change mode of model from train to eval" (https://github.com/mahmoodlab/CLAM/pull/314).
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(16, 32)
        self.bn = nn.BatchNorm1d(32)
        self.drop = nn.Dropout(0.2)
        self.fc2 = nn.Linear(32, 2)

    def forward(self, x):
        return self.fc2(self.drop(torch.relu(self.bn(self.fc1(x)))))


def uncertainty(model, features, passes=30):
    model.train()
    with torch.no_grad():
        probabilities = torch.stack([model(features).softmax(1) for _ in range(passes)])
    return probabilities.var(0)

# expect: TN406 warning 20:5
