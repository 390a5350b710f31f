# After "Understanding the Disharmony between Dropout and Batch Normalization by Variance Shift" (https://github.com/Swall0w/papers/issues/427).
# input: 3x16x16
import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 8, 3, padding=1), nn.ReLU(), nn.Dropout(0.5),
            nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8), nn.ReLU())
        self.fc = nn.Linear(8, 10)

    def forward(self, x):
        return self.fc(self.features(x).mean(dim=(2, 3)))

# expect: TN203 warning 17:24
# expect: TN213 advice 17:24
