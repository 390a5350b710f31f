# After "PyTorch Neural Network — The forward() Layer Bug" (https://thecodeforge.io/ml-ai/pytorch-neural-network/).
# input: 784
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 128)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        head = nn.Sequential(nn.Linear(128, 64), nn.ReLU(), nn.Linear(64, 10))
        return head(x)

# expect: TN402 warning 15:30
# expect: TN402 warning 15:61
